package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.retry.Failure;
import dev.trustedpublishing.core.settings.StoredCredential;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a run publishes with: an identity, or the stored credential that the caller supplied
 * and allowed. A stored credential never replaces an identity that is present but broken, or that
 * was rejected.
 */
public record CredentialPolicy(TrustedPublishing rule, Optional<StoredCredential> stored) {

  /** Rejects contradictory settings. */
  public static CredentialPolicy of(TrustedPublishing rule, @Nullable StoredCredential stored) {
    if (rule == TrustedPublishing.ALWAYS && stored != null) {
      throw contradiction(
          "A stored credential was supplied, but trusted publishing is 'always'.",
          "storedCredential(...) together with trustedPublishing(ALWAYS), which is the default",
          "one of the two",
          "Remove the stored credential; or set trustedPublishing(AUTOMATIC) to use it if no CI"
              + " system is present, or trustedPublishing(NEVER) to use only the credential.");
    }
    if (rule == TrustedPublishing.NEVER && stored == null) {
      throw contradiction(
          "No credential is available: trusted publishing is 'never'.",
          "trustedPublishing(NEVER) without storedCredential(...)",
          "both, or neither",
          "Supply a stored credential, or remove trustedPublishing(NEVER).");
    }
    return new CredentialPolicy(rule, Optional.ofNullable(stored));
  }

  /**
   * Decides, once per run.
   *
   * @param detection finds the identity of this job
   * @return the identity; empty if the stored credential must be used
   */
  public <T> Optional<T> identity(Supplier<T> detection, DefaultSpiContext context, String origin) {
    if (rule == TrustedPublishing.NEVER) {
      context.trail().record(new AuditEvent.StoredCredentialUsed(origin));
      return Optional.empty();
    }
    try {
      return Optional.of(detection.get());
    } catch (TrustedPublishingException e) {
      if (stored.isEmpty() || !e.code().equals(ErrorCode.IDENTITY_NONE_DETECTED)) {
        throw e;
      }
      context.trail().record(new AuditEvent.CredentialFallbackUsed(origin, e.problem().what()));
      context.warn(fallback(e.problem()));
      return Optional.empty();
    }
  }

  /** Rejects the verification of a registration that must not be used. */
  public void requireIdentity() {
    if (rule == TrustedPublishing.NEVER) {
      throw contradiction(
          "There is no registration to verify: trusted publishing is 'never'.",
          "trusted publishing 'never'",
          "trusted publishing 'always' or 'automatic'",
          "Do not use 'never' for this check.");
    }
  }

  /** Adds to a rejected identity that a stored credential exists, and why it was not used. */
  public Failure explain(Failure failure) {
    boolean identity = failure.stage() == Stage.OBTAIN || failure.stage() == Stage.EXCHANGE;
    if (stored.isEmpty() || !identity) {
      return failure;
    }
    return failure.withRemedy(
        failure.problem().remedy()
            + "\n"
            + "A stored credential was found and not used: it is used only if no CI system is"
            + " present, never after a rejected identity.");
  }

  private static Problem fallback(Problem reason) {
    Problem.Description description =
        Problem.of(
            ErrorCode.IDENTITY_NONE_DETECTED,
            "A stored credential was used instead of trusted publishing.");
    return reason
        .found()
        .map(description::found)
        .orElse(description)
        .expected("a CI job with an identity token")
        .remedy(
            "Publish from a CI job with a trusted publisher, and delete the stored credential. To"
                + " disallow it, set trusted publishing to 'always'.");
  }

  private static TrustedPublishingException contradiction(
      String what, String found, String expected, String remedy) {
    return Problem.of(ErrorCode.USAGE_INVALID_OPTION, what)
        .found(found)
        .expected(expected)
        .remedy(remedy)
        .toException(Stage.PLAN);
  }
}
