package dev.trustedpublishing.core;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.event.AuditEvent;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.IdentityProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Gets an identity token from the CI system, hides it in the CI's logs before anything else can
 * print it, and checks it here, where the error can say more than the registry would.
 */
final class ObtainStage {
  /** An identity token must live at least this much longer to be worth sending. */
  static final Duration LEAST_LIFE = Duration.ofSeconds(30);

  /** Clocks differ; registries allow as much (pypi.md 1.3). */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  private final IdentityProvider provider;
  private final RunContext context;
  private final RetryPolicies retries;
  private final LogMask mask;

  ObtainStage(IdentityProvider provider, RunContext context, RetryPolicies retries, LogMask mask) {
    this.provider = provider;
    this.context = context;
    this.retries = retries;
    this.mask = mask;
  }

  IdentityToken obtain(IdentityRequest request) {
    IdentityToken token =
        retries.run(
            RetryPolicies.Call.OBTAIN,
            "identity token for " + request.audience(),
            () -> provider.obtain(request, context));
    mask.hide(provider, token.value());
    check(token.claims(), request);
    context.trail().record(event(token.claims(), request));
    return token;
  }

  /** Whether a token can still be sent, also if something slow happened since it was obtained. */
  boolean isFresh(IdentityToken token) {
    return token.claims().expiresAt().map(this::isFarEnough).orElse(true);
  }

  private boolean isFarEnough(Instant expiry) {
    return context.clock().instant().plus(LEAST_LIFE).isBefore(expiry);
  }

  private void check(Claims claims, IdentityRequest request) {
    List<String> audience = claims.audience();
    if (!audience.contains(request.audience())) {
      throw refused(
          claims,
          Problem.of(ErrorCode.IDENTITY_WRONG_AUDIENCE, "The identity token is for somebody else.")
              .found(audience.isEmpty() ? "no audience" : "audience " + shown(audience))
              .wanted("audience " + SafeText.shown(request.audience()))
              .remedy(
                  "Ask the CI system for a token with the audience '"
                      + SafeText.shown(request.audience())
                      + "'."));
    }
    claims
        .expiresAt()
        .filter(expiry -> !isFarEnough(expiry))
        .ifPresent(expiry -> refuseExpired(claims, expiry));
    claims
        .notBefore()
        .filter(start -> start.isAfter(context.clock().instant().plus(LEEWAY)))
        .ifPresent(start -> refuseEarly(claims, start));
    if (audience.size() > 1) {
      context.warn(severalAudiences(audience));
    }
  }

  private void refuseExpired(Claims claims, Instant expiry) {
    throw refused(
        claims,
        Problem.of(ErrorCode.IDENTITY_EXPIRED, "The identity token has expired or is about to.")
            .found("valid until " + expiry + ", and it is " + context.clock().instant() + " here")
            .wanted("at least " + LEAST_LIFE.toSeconds() + " s of life left")
            .remedy(
                "Get the token later in the job, shortly before publishing. If the times look wrong,"
                    + " check the clock of this machine."));
  }

  private void refuseEarly(Claims claims, Instant start) {
    throw refused(
        claims,
        Problem.of(ErrorCode.IDENTITY_NOT_YET_VALID, "The identity token is not valid yet.")
            .found("valid from " + start + ", and it is " + context.clock().instant() + " here")
            .wanted("a token that is valid now")
            .remedy("Check the clock of this machine."));
  }

  private static Problem severalAudiences(List<String> audience) {
    return Problem.of(
            ErrorCode.IDENTITY_WRONG_AUDIENCE,
            "The identity token is for several audiences at once.")
        .found("audiences " + shown(audience))
        .wanted("exactly one")
        .remedy("Declare one token for each audience; strict registries refuse a shared one.");
  }

  private AuditEvent event(Claims claims, IdentityRequest request) {
    return new AuditEvent.IdentityObtained(
        provider.id(),
        SafeText.shown(claims.issuer().orElse("unknown")),
        SafeText.shown(request.audience()),
        claims.expiresAt(),
        claims.presentable());
  }

  private static TrustedPublishingException refused(Claims claims, Problem problem) {
    return TrustedPublishingException.during(Stage.OBTAIN, problem)
        .presentedClaims(claims.presentable())
        .build();
  }

  private static String shown(List<String> audience) {
    return SafeText.shown(String.join(", ", audience));
  }
}
