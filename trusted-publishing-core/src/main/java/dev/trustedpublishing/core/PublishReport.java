package dev.trustedpublishing.core;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.repository.RepositoryTarget;
import dev.trustedpublishing.api.repository.Revocation;
import java.time.Duration;
import java.util.List;

/**
 * What a run did. Holds every planned artifact exactly once, in the order in which they were
 * planned.
 *
 * @param runId the run, as in its audit trail
 * @param target the registry
 * @param artifacts what became of each artifact
 * @param revocations what became of each API token
 * @param warnings what did not stop the run but should be looked at
 * @param duration how long the run took
 */
public record PublishReport(
    String runId,
    RepositoryTarget target,
    List<ArtifactResult> artifacts,
    List<Revocation> revocations,
    List<Problem> warnings,
    Duration duration) {

  /** Copies the lists. */
  public PublishReport {
    artifacts = List.copyOf(artifacts);
    revocations = List.copyOf(revocations);
    warnings = List.copyOf(warnings);
  }

  /**
   * Counts artifacts.
   *
   * @param state the state to count
   * @return how many artifacts ended in it
   */
  public int count(ArtifactState state) {
    return (int) artifacts.stream().filter(result -> result.state() == state).count();
  }

  /**
   * Tells whether the registry has every artifact.
   *
   * @return true if all are published or already there
   */
  public boolean isComplete() {
    return !artifacts.isEmpty() && artifacts.stream().allMatch(result -> result.state().isThere());
  }

  /**
   * Tells whether the run ended in between: some artifacts are there and others are not, or nobody
   * knows.
   *
   * @return true if somebody has to look before the job is started again
   */
  public boolean isPartial() {
    boolean some = artifacts.stream().anyMatch(result -> result.state().isThere());
    return !isComplete() && (some || count(ArtifactState.UNKNOWN) > 0);
  }
}
