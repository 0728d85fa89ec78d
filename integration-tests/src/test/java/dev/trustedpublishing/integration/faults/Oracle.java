package dev.trustedpublishing.integration.faults;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.repository.Revocation;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.ArtifactResult;
import dev.trustedpublishing.core.ArtifactState;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.testkit.LeakScan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says which of the invariants of docs/fault-matrix.md section 2 a run broke, from what the
 * publisher said, from everything that it printed, and from what the servers saw.
 */
final class Oracle {
  private static final Duration RETRY_TIME = Duration.ofMinutes(30);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final int MOST_RETRIES = 20;
  private static final Map<Stage, Integer> MOST_ATTEMPTS =
      new EnumMap<>(Map.of(Stage.OBTAIN, 5, Stage.EXCHANGE, 4, Stage.PUBLISH, 5, Stage.REVOKE, 2));

  /** The cap of an ordinary answer, and what the sockets of both sides hold. */
  private static final long MOST_ANSWER_BYTES = (1L << 20) + (16L << 20);

  private static final int UNIQUE_END = 40;

  private static final Set<String> CODE_PREFIXES =
      Set.of("usage", "identity", "exchange", "publish", "temporary");

  /** Words that explain nothing: of the JVM, of the operating system, of nobody. */
  private static final Pattern NO_EXPLANATION =
      Pattern.compile(
          "(?is)\\s*(broken pipe|connection reset|timeout|timed out|null|\\S*exception)[.!]?\\s*");

  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(?:java|javax|sun|org\\.apache|com\\.fasterxml)\\.[\\w.]+");

  /** What is found can be the words of a server, which may say so. */
  private static final Pattern NOBODY = Pattern.compile("\\bnull\\b");

  private Oracle() {}

  /** Every broken invariant, each with its name and in words; empty if all hold. */
  static List<String> violations(Story story) {
    List<String> violations = new ArrayList<>();
    add(violations, "I1", nothingLost(story));
    add(violations, "I2", nothingTwice(story));
    add(violations, "I3", truth(story));
    add(violations, "I4", nothingOverwritten(story));
    add(violations, "I5", oneIdentityTokenOneExchange(story));
    add(violations, "I6", noTokenLeftBehind(story));
    add(violations, "I7", noLeak(story));
    add(violations, "I8", rightAddressOnly(story));
    add(violations, "I9", bounded(story));
    add(violations, "I10", nothingLeftOpen(story));
    add(violations, "I11", explained(story));
    return violations;
  }

  private static void add(List<String> violations, String invariant, List<String> broken) {
    broken.forEach(words -> violations.add(invariant + ": " + words));
  }

  /** I1: each planned artifact ends in exactly one state. */
  static List<String> nothingLost(Story story) {
    List<String> broken = new ArrayList<>();
    List<String> planned = story.files().stream().map(Story.PlannedFile::name).sorted().toList();
    List<String> reported = story.report().artifacts().stream().map(Oracle::name).sorted().toList();
    if (!planned.equals(reported)) {
      broken.add("planned were " + planned + ", and reported are " + reported);
    }
    List<String> told = new ArrayList<>();
    for (AuditEvent event : events(story)) {
      if (event instanceof AuditEvent.ArtifactPublished it) {
        told.add(it.filename() + " published");
      } else if (event instanceof AuditEvent.ArtifactAlreadyThere it) {
        told.add(it.filename() + " already-there");
      } else if (event instanceof AuditEvent.ArtifactFailed it) {
        told.add(it.filename() + " " + it.state());
      }
    }
    Set<String> different = new TreeSet<>(told);
    if (different.size() != told.size()) {
      broken.add("an end of an artifact was told twice: " + told);
    }
    for (ArtifactResult result : story.report().artifacts()) {
      different.remove(name(result) + " " + result.state());
    }
    if (!different.isEmpty()) {
      broken.add("events and report disagree about " + different);
    }
    return broken;
  }

  /** I2: a second complete request only where nothing can come of it twice. */
  static List<String> nothingTwice(Story story) {
    List<String> broken = new ArrayList<>();
    for (Story.PlannedFile file : story.files()) {
      Optional<Visit> last = Optional.empty();
      boolean absent = false;
      int accepted = 0;
      for (Visit visit : story.visits()) {
        if (visit.call() == Call.PRESENCE) {
          absent |= isAboutPackageOf(visit, file, story) && saysAbsent(visit, file, story);
        } else if (isUploadOf(visit, file)) {
          if (last.isPresent() && !absent && !mayRepeat(last.get(), story)) {
            broken.add(file.name() + " was sent again without a look, after: " + last.get().line());
          }
          accepted += visit.real().startsWith("HTTP/1.1 200") ? 1 : 0;
          last = Optional.of(visit);
          absent = false;
        }
      }
      if (accepted > 1 && story.plan().registry() != Registry.PYPI) {
        broken.add("the registry accepted " + file.name() + " " + accepted + " times");
      }
    }
    return broken;
  }

  /** PyPI takes the same bytes again; and a registry that said no has nothing. */
  private static boolean mayRepeat(Visit last, Story story) {
    boolean refused = List.of(400, 401, 403).contains(last.status());
    return story.plan().registry() == Registry.PYPI || refused;
  }

  /** I3: what is said to be there is there. */
  static List<String> truth(Story story) {
    List<String> broken = new ArrayList<>();
    for (ArtifactResult result : story.report().artifacts()) {
      String held = story.stored().get(name(result));
      if (result.state().isThere() && !result.artifact().file().sha256().equals(held)) {
        broken.add(
            name(result)
                + " is said to be "
                + result.state()
                + ", and the registry holds "
                + (held == null ? "nothing" : held)
                + " under that name");
      }
    }
    boolean complete = story.report().isComplete();
    if (complete == story.failure().isPresent()) {
      broken.add("all files there: " + complete + ", but a failure: " + story.failure());
    }
    return broken;
  }

  /** I4: what was there stays, and nobody tries twice to replace it. */
  static List<String> nothingOverwritten(Story story) {
    List<String> broken = new ArrayList<>();
    for (Story.PlannedFile file : story.files()) {
      file.before()
          .filter(before -> !before.equals(story.stored().get(file.name())))
          .ifPresent(before -> broken.add(file.name() + " was replaced at the registry"));
      long tries =
          story.visits().stream()
              .filter(visit -> isUploadOf(visit, file) && !isRefused(visit))
              .count();
      if (file.isOther() && tries > 1 && story.plan().registry() != Registry.PYPI) {
        broken.add(file.name() + " would replace other content and was sent " + tries + " times");
      }
    }
    return broken;
  }

  private static boolean isRefused(Visit visit) {
    return List.of(400, 401, 403).contains(visit.status());
  }

  /** I5: an identity token that may have reached an exchange endpoint is never sent there again. */
  static List<String> oneIdentityTokenOneExchange(Story story) {
    List<String> broken = new ArrayList<>();
    int number = 0;
    for (String token : story.secrets().getOrDefault(Story.Kind.IDENTITY_TOKEN, Set.of())) {
      number++;
      List<Visit> exchanges =
          story.visits().stream()
              .filter(visit -> visit.call() == Call.EXCHANGE && visit.carries(token))
              .toList();
      if (exchanges.size() > 1) {
        broken.add(
            "identity token "
                + number
                + " was sent to the exchange "
                + exchanges.size()
                + " times: "
                + exchanges.stream().map(Visit::line).toList());
      }
    }
    return broken;
  }

  /** I6: each API token is given back, or the report says what becomes of it. */
  static List<String> noTokenLeftBehind(Story story) {
    List<String> broken = new ArrayList<>();
    long exchanged = count(story, AuditEvent.TokenExchanged.class);
    long revoked = count(story, AuditEvent.TokenRevoked.class);
    int reported = story.report().revocations().size();
    if (exchanged != reported || revoked != reported) {
      broken.add(
          exchanged + " tokens came, " + revoked + " went, and the report knows of " + reported);
    }
    long alive = story.minted().stream().filter(token -> !token.burned()).count();
    long accounted =
        story.report().revocations().stream().filter(r -> !isSettled(r, story)).count()
            + lostTokens(story);
    if (alive > accounted) {
      broken.add(alive + " tokens live on, and the report accounts for " + accounted + " of them");
    }
    return broken;
  }

  /**
   * "Requested" is all that PyPI's answer allows to say, and all that is known without one (R08).
   */
  private static boolean isSettled(Revocation revocation, Story story) {
    return revocation instanceof Revocation.Revoked
        || (revocation instanceof Revocation.Requested && !isRevocationInDoubt(story));
  }

  private static boolean isRevocationInDoubt(Story story) {
    boolean spoilt =
        story.visits().stream()
            .anyMatch(visit -> visit.call() == Call.REVOKE && !visit.real().contains(" 202"));
    boolean lost =
        events(story).stream()
            .anyMatch(event ->
                event instanceof AuditEvent.AttemptFailed failed
                    && failed.failedStage() == Stage.REVOKE
                    && failed.outcome().equals("AMBIGUOUS"));
    return spoilt || lost;
  }

  private static long lostTokens(Story story) {
    return story.report().warnings().stream()
        .filter(warning -> warning.what().contains("one API token of unknown value may exist"))
        .count();
  }

  /** I7: no secret in anything that was said. */
  static List<String> noLeak(Story story) {
    LeakScan scan = LeakScan.forSecrets(secrets(story));
    List<String> broken = new ArrayList<>();
    story
        .output()
        .forEach((place, text) ->
            scan.find(text).ifPresent(found -> broken.add("found in " + place + ": " + found)));
    return broken;
  }

  /** I8: a secret arrived only where it was meant for. */
  static List<String> rightAddressOnly(Story story) {
    List<String> broken = new ArrayList<>();
    story
        .secrets()
        .forEach((kind, secrets) -> {
          if (secrets.isEmpty()) {
            return;
          }
          LeakScan scan = LeakScan.forSecrets(secrets.stream().map(Oracle::end).toList());
          for (Visit visit : story.visits()) {
            if (!isMeantFor(kind, visit)) {
              scan.find(visit.head() + "\n" + visit.body())
                  .ifPresent(found -> broken.add(kind + " arrived at " + visit.line()));
            }
          }
        });
    for (Visit visit : story.visits()) {
      if (visit.origin().equals("elsewhere")) {
        broken.add("a redirect to another origin was followed: " + visit.line());
      }
      if (visit.head().toLowerCase(Locale.ROOT).contains("\r\ncookie:")) {
        broken.add("a cookie was kept: " + visit.line());
      }
    }
    return broken;
  }

  /** What no two secrets have in common: the rest holds the same addresses and names. */
  private static String end(String secret) {
    return secret.substring(Math.max(0, secret.length() - UNIQUE_END));
  }

  private static boolean isMeantFor(Story.Kind kind, Visit visit) {
    return switch (kind) {
      case REQUEST_TOKEN -> visit.origin().equals("issuer") && visit.call() == Call.OBTAIN;
      // It stands in for an identity that is absent, and in these runs there is one.
      case STORED_PASSWORD -> false;
      case IDENTITY_TOKEN -> visit.origin().equals("registry") && visit.call() == Call.EXCHANGE;
      case API_TOKEN ->
          visit.origin().equals("registry")
              && (visit.call() == Call.UPLOAD || visit.call() == Call.REVOKE);
    };
  }

  /** I9: time, attempts, waits and answers have their limits. */
  static List<String> bounded(Story story) {
    List<String> broken = new ArrayList<>();
    Story.Spent spent = story.spent();
    if (spent.time().compareTo(spent.limit()) > 0) {
      broken.add("it took " + spent.time() + ", and may take " + spent.limit());
    }
    for (AuditEvent event : events(story)) {
      if (event instanceof AuditEvent.AttemptFailed failed
          && failed.attempt() > MOST_ATTEMPTS.getOrDefault(failed.failedStage(), 0)) {
        broken.add("attempt " + failed.attempt() + " at stage " + failed.failedStage());
      }
    }
    Duration all = spent.waits().stream().reduce(Duration.ZERO, Duration::plus);
    if (all.compareTo(RETRY_TIME) > 0) {
      broken.add("the waits are " + all + " in all");
    }
    spent.waits().stream()
        .filter(wait -> wait.isNegative() || wait.compareTo(LONGEST_WAIT) > 0)
        .forEach(wait -> broken.add("a wait of " + wait));
    long retries =
        events(story).stream()
            .filter(event ->
                event instanceof AuditEvent.AttemptFailed failed
                    && failed.nextDelay().isPresent()
                    && failed.failedStage() != Stage.REVOKE)
            .count();
    if (retries > MOST_RETRIES) {
      broken.add(retries + " further attempts in one run");
    }
    if (spent.answerBytes() > MOST_ANSWER_BYTES) {
      broken.add("an answer was read for " + spent.answerBytes() + " bytes");
    }
    return broken;
  }

  /** I10: threads and files are as before. */
  static List<String> nothingLeftOpen(Story story) {
    return story.left().stream().map(what -> "left: " + what).toList();
  }

  /** I11: every non-success has a code, a remedy, and words that explain. */
  static List<String> explained(Story story) {
    List<String> broken = new ArrayList<>();
    Stream<TrustedPublishingException> failures =
        Stream.concat(
            story.failure().stream(),
            story.report().artifacts().stream().flatMap(result -> result.failure().stream()));
    failures
        .flatMap(failure -> failure.problems().stream())
        .forEach(problem -> broken.addAll(unexplained(problem)));
    story.report().warnings().forEach(problem -> broken.addAll(unexplained(problem)));
    for (ArtifactResult result : story.report().artifacts()) {
      boolean untold = result.state() == ArtifactState.REJECTED;
      if ((untold || result.state() == ArtifactState.UNKNOWN) && result.failure().isEmpty()) {
        broken.add(name(result) + " is " + result.state() + " without a reason");
      }
    }
    return broken;
  }

  private static List<String> unexplained(Problem problem) {
    List<String> broken = new ArrayList<>();
    String code = problem.code().value();
    if (problem.code().equals(ErrorCode.INTERNAL_BUG)
        || !CODE_PREFIXES.contains(code.split("\\.", 2)[0])) {
      broken.add("the code is " + code + ": " + problem.what());
    }
    if (problem.remedy().isBlank()) {
      broken.add("no remedy for: " + problem.what());
    }
    if (NO_EXPLANATION.matcher(problem.what()).matches()
        || CLASS_NAME.matcher(problem.what() + " " + problem.remedy()).find()
        || NOBODY.matcher(problem.what()).find()) {
      broken.add("words that explain nothing: " + problem.what());
    }
    problem
        .found()
        .filter(
            found -> NO_EXPLANATION.matcher(found).matches() || CLASS_NAME.matcher(found).find())
        .ifPresent(found -> broken.add("found, but not explained: " + found));
    return broken;
  }

  /** I12: the same seed tells the same story. */
  static List<String> repeatable(Story one, Story other) {
    List<String> first = masked(one);
    List<String> second = masked(other);
    if (first.equals(second)) {
      return List.of();
    }
    int at = 0;
    while (at < Math.min(first.size(), second.size()) && first.get(at).equals(second.get(at))) {
      at++;
    }
    return List.of(
        "the same seed told another story at event "
            + at
            + ":\n"
            + (at < first.size() ? first.get(at) : "nothing more")
            + "\n"
            + (at < second.size() ? second.get(at) : "nothing more"));
  }

  /** Without what may differ: ids, durations, ports, fingerprints of tokens, sizes of tokens. */
  private static List<String> masked(Story story) {
    return story.events().stream()
        .filter(entry -> !(entry.event() instanceof AuditEvent.ArtifactProgress))
        .map(AuditSinks::json)
        .map(line ->
            line.replace(story.report().runId(), "RUN")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                .replaceAll("port \\d+", "port PORT")
                .replaceAll("\"(id|jti|fingerprint|sequence)\":\"[^\"]*\"", "\"$1\":\"...\"")
                .replaceAll("\"duration_?ms\":\\d+", "\"durationms\":0")
                .replaceAll("\"bytes_per_second\":\\d+", "\"bytes_per_second\":0"))
        .toList();
  }

  private static Collection<String> secrets(Story story) {
    Set<String> all = new HashSet<>();
    story.secrets().values().forEach(all::addAll);
    return all;
  }

  private static boolean isUploadOf(Visit visit, Story.PlannedFile file) {
    return visit.call() == Call.UPLOAD && visit.complete() && visit.body().contains(file.name());
  }

  private static boolean isAboutPackageOf(Visit visit, Story.PlannedFile file, Story story) {
    return story.plan().registry() != Registry.NPM
        || visit.head().contains("/npm/" + file.name().replaceAll("-[\\d.]+\\.tgz$", ""));
  }

  private static boolean saysAbsent(Visit visit, Story.PlannedFile file, Story story) {
    String known =
        story.plan().registry() == Registry.NPM
            ? "\"" + file.name().replaceAll("^.*-([\\d.]+)\\.tgz$", "$1") + "\""
            : file.name();
    return visit.status() == 404 || (visit.status() == 200 && !visit.answer().contains(known));
  }

  private static long count(Story story, Class<? extends AuditEvent> type) {
    return events(story).stream().filter(type::isInstance).count();
  }

  private static List<AuditEvent> events(Story story) {
    return story.events().stream().map(AuditEntry::event).toList();
  }

  private static String name(ArtifactResult result) {
    return result.artifact().filename();
  }
}
