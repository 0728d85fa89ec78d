package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.ErrorCategory;
import dev.trustedpublishing.api.TrustedPublishingException;

/**
 * A run in which not every artifact was published. Contains the reason and the report. Thread-safe.
 */
public final class PublishFailedException extends TrustedPublishingException {
  private static final long serialVersionUID = 1L;

  private final transient PublishReport report;

  /**
   * Creates the exception that a run ends with.
   *
   * @param reason what went wrong first
   * @param report what the run did until then
   */
  public PublishFailedException(TrustedPublishingException.Builder reason, PublishReport report) {
    super(reason);
    this.report = report;
  }

  /**
   * Returns the report of the failed run.
   *
   * @return the report; its API tokens are already revoked
   */
  public PublishReport report() {
    return report;
  }

  /**
   * {@inheritDoc}
   *
   * @return 7 if only some artifacts are published, or an outcome is unknown
   */
  @Override
  public int exitCode() {
    return report.isPartial() ? ErrorCategory.OUTCOME_UNKNOWN.exitCode() : super.exitCode();
  }
}
