package dev.trustedpublishing.integration.faults.oracle;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.ReceivedRequest;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import dev.trustedpublishing.testkit.LeakScan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says which of the invariants of docs/fault-matrix.md section 2 a run broke, from what the
 * publisher said, from everything that it printed, and from what the servers saw.
 */
public final class Oracle {
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
  public static List<String> violations(RunRecord story) {
    List<String> violations = new ArrayList<>();
    add(violations, "I1", nothingLost(story));
    add(violations, "I2", UploadInvariants.twice(story));
    add(violations, "I3", truth(story));
    add(violations, "I4", UploadInvariants.overwritten(story));
    add(violations, "I5", oneIdentityTokenOneExchange(story));
    add(violations, "I6", TokenInvariants.violations(story));
    add(violations, "I7", noLeak(story));
    add(violations, "I8", rightAddressOnly(story));
    add(violations, "I9", LimitInvariants.violations(story));
    add(violations, "I10", nothingLeftOpen(story));
    add(violations, "I11", explained(story));
    add(violations, "events", EventInvariants.violations(story));
    return violations;
  }

  private static void add(List<String> violations, String invariant, List<String> broken) {
    broken.forEach(words -> violations.add(invariant + ": " + words));
  }

  /** I1: each planned artifact ends in exactly one state. */
  public static List<String> nothingLost(RunRecord story) {
    List<String> broken = new ArrayList<>();
    List<String> planned =
        story.files().stream().map(RunRecord.PlannedFile::name).sorted().toList();
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

  /** I3: what is said to be there is there. */
  public static List<String> truth(RunRecord story) {
    List<String> broken = new ArrayList<>();
    for (ArtifactResult result : story.report().artifacts()) {
      String held = story.stored().get(name(result));
      if (result.state().isPublished() && !result.artifact().file().sha256().equals(held)) {
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

  /**
   * I5: an identity token that may have reached an exchange endpoint is never sent there again.
   * With npm each package has an endpoint of its own.
   */
  static List<String> oneIdentityTokenOneExchange(RunRecord story) {
    List<String> broken = new ArrayList<>();
    int number = 0;
    for (String token : story.secrets().getOrDefault(RunRecord.Kind.IDENTITY_TOKEN, Set.of())) {
      number++;
      Map<String, List<ReceivedRequest>> exchanges =
          story.visits().stream()
              .filter(visit -> visit.call() == Call.EXCHANGE && visit.carries(token))
              .collect(Collectors.groupingBy(ReceivedRequest::path));
      for (List<ReceivedRequest> visits : exchanges.values()) {
        if (visits.size() > 1) {
          broken.add(
              "identity token "
                  + number
                  + " was sent to the exchange "
                  + visits.size()
                  + " times: "
                  + visits.stream().map(ReceivedRequest::line).toList());
        }
      }
    }
    broken.addAll(unexplainedEndOfOnlyToken(story));
    return broken;
  }

  /** X11: where there is no second identity token, a lost answer ends the exchange and says so. */
  private static List<String> unexplainedEndOfOnlyToken(RunRecord story) {
    if (story.plan().ci() != RunPlan.Ci.GITLAB) {
      return List.of();
    }
    long lost =
        story.report().warnings().stream()
            .filter(warning -> warning.what().startsWith("The answer to an exchange was lost"))
            .count();
    long spent =
        events(story).stream()
            .filter(event ->
                event instanceof AuditEvent.AttemptFailed failed
                    && failed.code().equals(ErrorCode.EXCHANGE_IDENTITY_SPENT.value())
                    && failed.nextDelay().isEmpty())
            .count();
    return lost <= spent
        ? List.of()
        : List.of(
            lost + " answers were lost, and " + spent + " identity tokens are said to be spent");
  }

  /** I7: no secret in anything that was said. */
  static List<String> noLeak(RunRecord story) {
    LeakScan scan = LeakScan.forSecrets(secrets(story));
    List<String> broken = new ArrayList<>();
    story
        .output()
        .forEach((place, text) ->
            scan.find(text).ifPresent(found -> broken.add("found in " + place + ": " + found)));
    return broken;
  }

  /** I8: a secret arrived only where it was meant for. */
  static List<String> rightAddressOnly(RunRecord story) {
    List<String> broken = new ArrayList<>();
    story
        .secrets()
        .forEach((kind, secrets) -> {
          if (secrets.isEmpty()) {
            return;
          }
          LeakScan scan = LeakScan.forSecrets(secrets.stream().map(Oracle::end).toList());
          for (ReceivedRequest visit : story.visits()) {
            if (!isMeantFor(kind, visit)) {
              scan.find(visit.head() + "\n" + visit.body())
                  .ifPresent(found -> broken.add(kind + " arrived at " + visit.line()));
            }
          }
        });
    for (ReceivedRequest visit : story.visits()) {
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

  private static boolean isMeantFor(RunRecord.Kind kind, ReceivedRequest visit) {
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

  /** I10: threads and files are as before. */
  static List<String> nothingLeftOpen(RunRecord story) {
    return story.left().stream().map(what -> "left: " + what).toList();
  }

  /** I11: every non-success has a code, a remedy, and words that explain. */
  public static List<String> explained(RunRecord story) {
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
  public static List<String> repeatable(RunRecord one, RunRecord other) {
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

  /** Without what may differ: ids, durations, ports, temporary files, fingerprints of tokens. */
  private static List<String> masked(RunRecord story) {
    return story.events().stream()
        .filter(entry -> !(entry.event() instanceof AuditEvent.ArtifactProgress))
        .map(AuditSinks::json)
        .map(line ->
            line.replace(story.report().runId(), "RUN")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                .replaceAll("port \\d+", "port PORT")
                .replaceAll("the file /\\S+\\.jwt", "the file FILE")
                .replaceAll("\"(id|jti|fingerprint|sequence)\":\"[^\"]*\"", "\"$1\":\"...\"")
                .replaceAll("\"duration_?ms\":\\d+", "\"durationms\":0")
                .replaceAll("\"bytes_per_second\":\\d+", "\"bytes_per_second\":0"))
        .toList();
  }

  private static Collection<String> secrets(RunRecord story) {
    Set<String> all = new HashSet<>();
    story.secrets().values().forEach(all::addAll);
    return all;
  }

  private static List<AuditEvent> events(RunRecord story) {
    return story.events().stream().map(AuditEntry::event).toList();
  }

  private static String name(ArtifactResult result) {
    return result.artifact().filename();
  }
}
