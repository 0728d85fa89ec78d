package dev.trustedpublishing.integration.faults.run;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.integration.faults.injection.ReceivedRequest;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that is known about a run when it is over.
 *
 * @param plan what was to go wrong
 * @param files what was to be published
 * @param report what the publisher says
 * @param failure what it threw
 * @param events its audit trail
 * @param requests every request, as the servers saw it, in order
 * @param stored what the registry holds in the end: SHA-256 by file name
 * @param minted the API tokens that the registry issued out
 * @param secrets every secret of the run, by the kind that says where it may go
 * @param output everything that the run said, by the place where it said it
 * @param cost what it cost
 * @param leftovers what was left open
 */
public record RunRecord(
    RunPlan plan,
    List<PlannedFile> files,
    PublishReport report,
    Optional<TrustedPublishingException> failure,
    List<AuditEntry> events,
    List<ReceivedRequest> requests,
    Map<String, String> stored,
    List<MintedToken> minted,
    Map<Kind, Set<String>> secrets,
    Map<String, String> output,
    Cost cost,
    List<String> leftovers) {

  /** What a secret is for. */
  public enum Kind {
    REQUEST_TOKEN,
    STORED_PASSWORD,
    IDENTITY_TOKEN,
    API_TOKEN
  }

  /**
   * A file on its way.
   *
   * @param name its name at the registry
   * @param sha256 what it is
   * @param before what the registry held under its name before; empty for nothing
   */
  public record PlannedFile(String name, String sha256, Optional<String> before) {
    public boolean isOther() {
      return before.isPresent() && !before.get().equals(sha256);
    }
  }

  /**
   * An API token.
   *
   * @param value the token
   * @param burned whether the registry revoked it
   * @param expiresAt when the registry stops to take it
   */
  public record MintedToken(String value, boolean burned, Instant expiresAt) {
    @Override
    public String toString() {
      return burned ? "a burned token" : "a living token";
    }
  }

  /**
   * What a run cost.
   *
   * @param time how long it took, by its own clock: all waits, and what its calls took
   * @param calls what calls took that only a time limit ended, each with the limit of a real run
   * @param waits the waits that it decided on and did not make
   * @param fileAttempts every attempt to ask for a file and to send it, in order
   * @param answers the longest responses that the client took, each with its cap
   * @param answerBytes the most that the client took of a response without an end, with what the
   *     sockets of both sides hold
   */
  public record Cost(
      Duration time,
      Duration calls,
      List<Duration> waits,
      List<FileAttempt> fileAttempts,
      List<Answer> answers,
      long answerBytes) {}

  /**
   * One attempt with a file.
   *
   * @param file its name
   * @param kind what was tried
   */
  public record FileAttempt(String file, Kind kind) {
    /** What was tried, and what came of it. */
    public enum Kind {
      LOOKED_UP,
      LOOKUP_FAILED,
      UPLOADED
    }
  }

  /**
   * A response that the client read.
   *
   * @param status its status
   * @param bytes what was read of its body
   * @param cap what may be read of it
   */
  public record Answer(int status, long bytes, long cap) {}

  public RunRecord withFiles(List<PlannedFile> changed) {
    return new RunRecord(
        plan, changed, report, failure, events, requests, stored, minted, secrets, output, cost,
        leftovers);
  }

  public RunRecord withReport(PublishReport changed) {
    return new RunRecord(
        plan, files, changed, failure, events, requests, stored, minted, secrets, output, cost,
        leftovers);
  }

  public RunRecord withEvents(List<AuditEntry> changed) {
    return new RunRecord(
        plan, files, report, failure, changed, requests, stored, minted, secrets, output, cost,
        leftovers);
  }

  public RunRecord withRequests(List<ReceivedRequest> changed) {
    return new RunRecord(
        plan, files, report, failure, events, changed, stored, minted, secrets, output, cost,
        leftovers);
  }

  public RunRecord withStored(Map<String, String> changed) {
    return new RunRecord(
        plan, files, report, failure, events, requests, changed, minted, secrets, output, cost,
        leftovers);
  }

  public RunRecord withMinted(List<MintedToken> changed) {
    return new RunRecord(
        plan, files, report, failure, events, requests, stored, changed, secrets, output, cost,
        leftovers);
  }

  public RunRecord withSecrets(Map<Kind, Set<String>> changed) {
    return new RunRecord(
        plan, files, report, failure, events, requests, stored, minted, changed, output, cost,
        leftovers);
  }

  public RunRecord withOutput(Map<String, String> changed) {
    return new RunRecord(
        plan, files, report, failure, events, requests, stored, minted, secrets, changed, cost,
        leftovers);
  }

  public RunRecord withCost(Cost changed) {
    return new RunRecord(
        plan, files, report, failure, events, requests, stored, minted, secrets, output, changed,
        leftovers);
  }

  public RunRecord withLeftovers(List<String> changed) {
    return new RunRecord(
        plan, files, report, failure, events, requests, stored, minted, secrets, output, cost,
        changed);
  }

  /** Describes the run for who has to determine what happened. */
  public String describe() {
    return "seed "
        + plan.seed()
        + "\nplan     "
        + plan
        + "\nresult   "
        + failure.map(e -> "failed: " + e.getMessage()).orElse("published")
        + "\nreport\n"
        + report.text()
        + "\nrevocations "
        + report.revocations()
        + "\nrequests\n"
        + requests.stream().map(request -> "  " + request.line()).collect(Collectors.joining("\n"))
        + "\nspent    "
        + cost
        + "\nregistry "
        + stored
        + " "
        + minted
        + "\nevents\n"
        + events.stream()
            .map(entry -> "  " + AuditSinks.json(entry))
            .collect(Collectors.joining("\n"));
  }
}
