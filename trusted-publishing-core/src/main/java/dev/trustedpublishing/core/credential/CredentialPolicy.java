package dev.trustedpublishing.core.credential;

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
 * Decides with what a run publishes: an identity, or the stored credential that the caller gave and
 * allowed. A stored credential never takes the place of an identity that is there but broken, or
 * that was refused.
 */
public record CredentialPolicy(TrustedPublishing rule, Optional<StoredCredential> stored) {

  /** Refuses what contradicts itself. */
  public static CredentialPolicy of(TrustedPublishing rule, @Nullable StoredCredential stored) {
    if (rule == TrustedPublishing.ALWAYS && stored != null) {
      throw contradiction(
          "A stored credential was given, and trusted publishing is always to be used.",
          "storedCredential(...) together with trustedPublishing(ALWAYS), which is the default",
          "one of the two",
          "Leave the stored credential out; or say trustedPublishing(AUTOMATIC) to use it where no"
              + " CI system is present, or trustedPublishing(NEVER) to use nothing else.");
    }
    if (rule == TrustedPublishing.NEVER && stored == null) {
      throw contradiction(
          "There is nothing to publish with: trusted publishing is never to be used.",
          "trustedPublishing(NEVER) without storedCredential(...)",
          "both, or neither",
          "Give a stored credential, or leave trustedPublishing(NEVER) out.");
    }
    return new CredentialPolicy(rule, Optional.ofNullable(stored));
  }

  /**
   * Decides, once in a run.
   *
   * @param detection finds the identity of this job
   * @return the identity; empty if the stored credential is to be used
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

  /** Refuses to verify a registration that is not to be used. */
  public void requireIdentity() {
    if (rule == TrustedPublishing.NEVER) {
      throw contradiction(
          "There is no registration to verify: trusted publishing is never to be used.",
          "trusted publishing 'never'",
          "trusted publishing 'always' or 'automatic'",
          "Leave 'never' out for this check.");
    }
  }

  /** Adds to a refused identity that there is a stored credential, and why it was not used. */
  public Failure explain(Failure failure) {
    boolean identity = failure.stage() == Stage.OBTAIN || failure.stage() == Stage.EXCHANGE;
    if (stored.isEmpty() || !identity) {
      return failure;
    }
    return failure.withRemedy(
        failure.problem().remedy()
            + "\nA stored credential was seen and not used: it stands in for a CI system that"
            + " is absent, never for an identity that was refused.");
  }

  private static Problem fallback(Problem reason) {
    Problem.Description description =
        Problem.of(
            ErrorCode.IDENTITY_NONE_DETECTED,
            "A stored credential was used in place of trusted publishing.");
    return reason
        .found()
        .map(description::found)
        .orElse(description)
        .expected("a CI job that can say who it is")
        .remedy(
            "Publish from a CI job with a trusted publisher, and delete the stored credential. To"
                + " allow it no more, choose trusted publishing 'always'.");
  }

  private static TrustedPublishingException contradiction(
      String what, String found, String expected, String remedy) {
    return TrustedPublishingException.builder(
            Stage.PLAN,
            Problem.of(ErrorCode.USAGE_INVALID_OPTION, what)
                .found(found)
                .expected(expected)
                .remedy(remedy))
        .build();
  }
}
