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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Returns which of the invariants of docs/docs/fault-matrix.md a run broke, from what the publisher
 * said, from everything that it printed, and from what the servers saw.
 */
public final class Oracle {
  private static final int UNIQUE_END = 40;

  private static final Set<String> CODE_PREFIXES =
      Set.of("usage", "identity", "exchange", "publish", "temporary");

  /** Words that explain nothing: of the JVM, of the operating system, of nobody. */
  private static final Pattern NO_EXPLANATION =
      Pattern.compile(
          "(?is)\\s*(broken pipe|connection reset|timeout|timed out|null|\\S*exception)[.!]?\\s*");

  private static final String REVOKED = "\"type\":\"dev.trustedpublishing.token.revoked\"";

  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(?:java|javax|sun|org\\.apache|com\\.fasterxml)\\.[\\w.]+");

  /** What is found can be the text of a server, which may say so. */
  private static final Pattern NOBODY = Pattern.compile("\\bnull\\b");

  private Oracle() {}

  /** Every broken invariant, each with its name and as text; empty if all hold. */
  public static List<String> violations(RunRecord observed) {
    List<String> violations = new ArrayList<>();
    add(violations, "I1", everyArtifactEndsOnce(observed));
    add(violations, "I2", UploadInvariants.twice(observed));
    add(violations, "I3", truth(observed));
    add(violations, "I4", UploadInvariants.overwritten(observed));
    add(violations, "I5", oneIdentityTokenOneExchange(observed));
    add(violations, "I6", TokenInvariants.violations(observed));
    add(violations, "I7", noLeak(observed));
    add(violations, "I8", secretsOnlyAtTheirOrigin(observed));
    add(violations, "I9", LimitInvariants.violations(observed));
    add(violations, "I10", nothingLeftOpen(observed));
    add(violations, "I11", explained(observed));
    add(violations, "events", EventInvariants.violations(observed));
    return violations;
  }

  private static void add(List<String> violations, String invariant, List<String> broken) {
    broken.forEach(words -> violations.add(invariant + ": " + words));
  }

  /** I1: each planned artifact ends in exactly one state. */
  public static List<String> everyArtifactEndsOnce(RunRecord observed) {
    List<String> broken = new ArrayList<>();
    List<String> planned =
        observed.files().stream().map(RunRecord.PlannedFile::name).sorted().toList();
    List<String> reported =
        observed.report().artifacts().stream().map(Oracle::name).sorted().toList();
    if (!planned.equals(reported)) {
      broken.add("planned were " + planned + ", and reported are " + reported);
    }
    List<String> told = new ArrayList<>();
    for (AuditEvent event : events(observed)) {
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
    for (ArtifactResult result : observed.report().artifacts()) {
      different.remove(name(result) + " " + result.state());
    }
    if (!different.isEmpty()) {
      broken.add("events and report disagree about " + different);
    }
    return broken;
  }

  /** I3: what is said to be there is there. */
  public static List<String> truth(RunRecord observed) {
    List<String> broken = new ArrayList<>();
    for (ArtifactResult result : observed.report().artifacts()) {
      String held = observed.stored().get(name(result));
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
    boolean complete = observed.report().isComplete();
    if (complete == observed.failure().isPresent()) {
      broken.add("all files there: " + complete + ", but a failure: " + observed.failure());
    }
    return broken;
  }

  /**
   * I5: an identity token that may have reached an exchange endpoint is never sent there again.
   * With npm each package has its own endpoint.
   */
  static List<String> oneIdentityTokenOneExchange(RunRecord observed) {
    List<String> broken = new ArrayList<>();
    int number = 0;
    for (String token : observed.secrets().getOrDefault(RunRecord.Kind.IDENTITY_TOKEN, Set.of())) {
      number++;
      Map<String, List<ReceivedRequest>> exchanges =
          observed.requests().stream()
              .filter(request -> request.call() == Call.EXCHANGE && request.carries(token))
              .collect(Collectors.groupingBy(ReceivedRequest::path));
      for (List<ReceivedRequest> requests : exchanges.values()) {
        if (requests.size() > 1) {
          broken.add(
              "identity token "
                  + number
                  + " was sent to the exchange "
                  + requests.size()
                  + " times: "
                  + requests.stream().map(ReceivedRequest::line).toList());
        }
      }
    }
    broken.addAll(unexplainedEndOfOnlyToken(observed));
    return broken;
  }

  /**
   * X11: where there is no second identity token, a lost response ends the exchange and says so.
   */
  private static List<String> unexplainedEndOfOnlyToken(RunRecord observed) {
    if (observed.plan().ci() != RunPlan.Ci.GITLAB) {
      return List.of();
    }
    long lost =
        observed.report().warnings().stream()
            .filter(warning -> warning.what().startsWith("The response to an exchange was lost"))
            .count();
    long cost =
        events(observed).stream()
            .filter(event ->
                event instanceof AuditEvent.AttemptFailed failed
                    && failed.code().equals(ErrorCode.EXCHANGE_IDENTITY_SPENT.value())
                    && failed.nextDelay().isEmpty())
            .count();
    return lost <= cost
        ? List.of()
        : List.of(
            lost + " answers were lost, and " + cost + " identity tokens are said to be spent");
  }

  /** I7: no secret in anything that was said. */
  static List<String> noLeak(RunRecord observed) {
    LeakScan scan = LeakScan.forSecrets(secrets(observed));
    List<String> broken = new ArrayList<>();
    observed
        .output()
        .forEach((place, text) ->
            scan.find(text).ifPresent(found -> broken.add("found in " + place + ": " + found)));
    return broken;
  }

  /** I8: a secret arrived only where it was meant for. */
  static List<String> secretsOnlyAtTheirOrigin(RunRecord observed) {
    List<String> broken = new ArrayList<>();
    observed
        .secrets()
        .forEach((kind, secrets) -> {
          if (secrets.isEmpty()) {
            return;
          }
          LeakScan scan = LeakScan.forSecrets(secrets.stream().map(Oracle::end).toList());
          for (ReceivedRequest request : observed.requests()) {
            if (!isIntendedFor(kind, request)) {
              scan.find(request.head() + "\n" + request.body())
                  .ifPresent(found -> broken.add(kind + " arrived at " + request.line()));
            }
          }
        });
    for (ReceivedRequest request : observed.requests()) {
      if (request.origin().equals("redirect-target")) {
        broken.add("a redirect to another origin was followed: " + request.line());
      }
      if (request.head().toLowerCase(Locale.ROOT).contains("\r\ncookie:")) {
        broken.add("a cookie was kept: " + request.line());
      }
    }
    return broken;
  }

  /** What no two secrets have in common: the rest holds the same addresses and names. */
  private static String end(String secret) {
    return secret.substring(Math.max(0, secret.length() - UNIQUE_END));
  }

  private static boolean isIntendedFor(RunRecord.Kind kind, ReceivedRequest request) {
    return switch (kind) {
      case REQUEST_TOKEN -> request.origin().equals("issuer") && request.call() == Call.OBTAIN;
      // It is in for an identity that is absent, and in these runs there is one.
      case STORED_PASSWORD -> false;
      case IDENTITY_TOKEN -> request.origin().equals("registry") && request.call() == Call.EXCHANGE;
      case API_TOKEN ->
          request.origin().equals("registry")
              && (request.call() == Call.UPLOAD || request.call() == Call.REVOKE);
    };
  }

  /** I10: threads and files are as before. */
  static List<String> nothingLeftOpen(RunRecord observed) {
    return observed.leftovers().stream().map(what -> "left: " + what).toList();
  }

  /** I11: every non-success has a code, a remedy, and words that explain. */
  public static List<String> explained(RunRecord observed) {
    List<String> broken = new ArrayList<>();
    Stream<TrustedPublishingException> failures =
        Stream.concat(
            observed.failure().stream(),
            observed.report().artifacts().stream().flatMap(result -> result.failure().stream()));
    failures
        .flatMap(failure -> failure.problems().stream())
        .forEach(problem -> broken.addAll(unexplained(problem)));
    observed.report().warnings().forEach(problem -> broken.addAll(unexplained(problem)));
    for (ArtifactResult result : observed.report().artifacts()) {
      boolean untold = result.state() == ArtifactState.REJECTED;
      if ((untold || result.state() == ArtifactState.UNKNOWN) && result.failure().isEmpty()) {
        broken.add(name(result) + " is " + result.state() + " without a reason");
      }
    }
    return broken;
  }

  /** The words of a problem must explain it. */
  public static List<String> unexplained(Problem problem) {
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

  /** I12: the same seed gives the same events. */
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
        "the same seed gave other events, from event "
            + at
            + ":\n"
            + (at < first.size() ? first.get(at) : "nothing more")
            + "\n"
            + (at < second.size() ? second.get(at) : "nothing more"));
  }

  /** Without what may differ: ids, durations, ports, temporary files, fingerprints of tokens. */
  private static List<String> masked(RunRecord observed) {
    List<String> lines = new ArrayList<>(lines(observed));
    List<Integer> places =
        IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).contains(REVOKED))
            .boxed()
            .toList();
    List<String> revocations = places.stream().map(lines::get).sorted().toList();
    // Several tokens are revoked at the same time.
    for (int i = 0; i < places.size(); i++) {
      lines.set(places.get(i), revocations.get(i));
    }
    return lines;
  }

  private static List<String> lines(RunRecord observed) {
    return observed.events().stream()
        .filter(entry -> !(entry.event() instanceof AuditEvent.ArtifactProgress))
        .map(AuditSinks::json)
        .map(line ->
            line.replace(observed.report().runId(), "RUN")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
                .replaceAll("port \\d+", "port PORT")
                .replaceAll("the file /\\S+\\.jwt", "the file FILE")
                .replaceAll("\"(id|jti|fingerprint|sequence)\":\"[^\"]*\"", "\"$1\":\"...\"")
                .replaceAll("\"duration_?ms\":\\d+", "\"durationms\":0")
                .replaceAll("\"bytes_per_second\":\\d+", "\"bytes_per_second\":0"))
        .toList();
  }

  private static Collection<String> secrets(RunRecord observed) {
    Set<String> all = new HashSet<>();
    observed.secrets().values().forEach(all::addAll);
    return all;
  }

  private static List<AuditEvent> events(RunRecord observed) {
    return observed.events().stream().map(AuditEntry::event).toList();
  }

  private static String name(ArtifactResult result) {
    return result.artifact().filename();
  }
}
