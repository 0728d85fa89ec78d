package dev.trustedpublishing.integration.faults.cell;

import static java.util.Collections.nCopies;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run with one fault came to.
 *
 * @param attempts the failed attempts, each with its code and how it ended on the network
 * @param end how the run ended: {@code complete}, or the code of its failure
 * @param revoked what became of the tokens
 * @param warnings the codes of the warnings
 * @param requests how many whole requests of the call reached the gateway
 * @param uploads how many uploads the registry said yes to
 */
record RunOutcome(
    List<String> attempts,
    String end,
    List<String> revoked,
    List<String> warnings,
    long requests,
    long uploads) {
  /** The files of these runs, and the system that they play, are always warned of. */
  private static final Set<String> USUAL_WARNINGS =
      Set.of("publish.invalid-archive", "identity.imitated-system");

  static RunOutcome of(RunRecord observed, Call call) {
    return new RunOutcome(
        failed(observed).map(event -> event.code() + " " + event.outcome()).toList(),
        observed.failure().map(e -> e.code().value()).orElse("complete"),
        observed.report().revocations().stream().map(it -> it.getClass().getSimpleName()).toList(),
        observed.report().warnings().stream()
            .map(warning -> warning.code().value())
            .filter(code -> !USUAL_WARNINGS.contains(code))
            .toList(),
        observed.requests().stream()
            .filter(request -> request.call() == call && request.complete())
            .count(),
        observed.requests().stream()
            .filter(request ->
                request.call() == Call.UPLOAD
                    && request.backendResponse().startsWith("HTTP/1.1 20"))
            .count());
  }

  /** The first failed attempt so many times, and so many requests. */
  RunOutcome withAttempts(int failed, long requested) {
    List<String> repeated = attempts.isEmpty() ? List.of() : nCopies(failed, attempts.get(0));
    return new RunOutcome(repeated, end, revoked, warnings, requested, uploads);
  }

  /** So many tokens, all with the same end. */
  RunOutcome withTokens(int tokens) {
    return new RunOutcome(
        attempts, end, nCopies(tokens, revoked.get(0)), warnings, requests, uploads);
  }

  /** This, where one of several codes that may be is the one that another outcome has. */
  RunOutcome like(RunOutcome actual) {
    List<String> chosen = new ArrayList<>(attempts);
    for (int i = 0; i < Math.min(chosen.size(), actual.attempts().size()); i++) {
      String found = actual.attempts().get(i);
      String[] parts = chosen.get(i).split(" ", 2);
      if (Stream.of(parts[0].split("\\|", -1))
          .anyMatch(code -> found.equals(code + " " + parts[1]))) {
        chosen.set(i, found);
      }
    }
    return new RunOutcome(List.copyOf(chosen), end, revoked, warnings, requests, uploads);
  }

  /** All words that the run found for what happened. */
  static String message(RunRecord observed) {
    return Stream.of(
            failed(observed).map(AuditEvent.AttemptFailed::reason),
            observed.failure().stream().map(TrustedPublishingException::getMessage),
            observed.report().artifacts().stream()
                .map(ArtifactResult::failure)
                .flatMap(failure -> failure.stream())
                .map(TrustedPublishingException::getMessage),
            observed.report().warnings().stream().map(Problem::toString),
            observed.report().revocations().stream()
                .filter(Revocation.Failed.class::isInstance)
                .map(Object::toString))
        .flatMap(message -> message)
        .collect(Collectors.joining("\n"));
  }

  private static Stream<AuditEvent.AttemptFailed> failed(RunRecord observed) {
    return observed.events().stream()
        .map(AuditEntry::event)
        .filter(AuditEvent.AttemptFailed.class::isInstance)
        .map(AuditEvent.AttemptFailed.class::cast);
  }
}
