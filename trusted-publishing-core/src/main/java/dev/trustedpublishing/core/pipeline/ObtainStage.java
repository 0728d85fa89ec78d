package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.identity.AudienceRule;
import dev.trustedpublishing.core.identity.SelectedIdentity;
import dev.trustedpublishing.core.identity.SuppliedTokenProvider;
import dev.trustedpublishing.core.settings.TokenSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Obtains an identity token from the CI system, masks it in the CI's logs before anything else can
 * print it, and validates it locally, where the error can be more specific than the registry's.
 */
record ObtainStage(
    SelectedIdentity identity,
    RegistryConnection connection,
    Consumer<IdentityToken> signatureCheck,
    boolean isForRegistry) {
  /** The clock difference that registries allow (Warehouse, oidc/services.py). */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  ObtainStage with(Consumer<IdentityToken> otherSignatureCheck) {
    return new ObtainStage(identity, connection, otherSignatureCheck, isForRegistry);
  }

  /**
   * The same identity for another service. A supplied token is for the registry, so this one comes
   * from the usual variable.
   */
  ObtainStage forAnotherService(IdentityRequest request) {
    SelectedIdentity other =
        identity.provider() instanceof SuppliedTokenProvider
            ? request.usualVariables().stream()
                .filter(name -> connection.context().environment().get(name).isPresent())
                .findFirst()
                .map(name -> identity.with(new SuppliedTokenProvider(TokenSource.variable(name))))
                .orElse(identity)
            : identity;
    return new ObtainStage(other, connection, signatureCheck, false);
  }

  IdentityToken obtain(IdentityRequest request) {
    Timer timer = connection.trail().startTimer();
    IdentityToken token =
        connection
            .retries()
            .run(
                identity.retries(),
                "identity token for " + request.audience(),
                () -> identity.provider().obtain(request, connection.context()));
    identity.hide(token.value());
    try {
      check(token, request);
      signatureCheck.accept(token);
    } catch (RuntimeException e) {
      token.close();
      throw e;
    }
    connection.record(event(token.claims(), request, timer.elapsed()));
    return token;
  }

  /** Returns whether a token can still be sent, even some time after it was obtained. */
  boolean isFresh(IdentityToken token) {
    return token.isFresh(connection.context().clock().instant());
  }

  private void check(IdentityToken token, IdentityRequest request) {
    Claims claims = token.claims();
    Optional<Problem> refusal = refusal(token, SafeText.shown(request.audience()), request);
    if (refusal.isPresent()) {
      throw TrustedPublishingException.builder(Stage.OBTAIN, refusal.get())
          .presentedClaims(claims.presentable())
          .build();
    }
    if (claims.audience().size() > 1) {
      connection.warn(
          Problem.of(ErrorCode.IDENTITY_WRONG_AUDIENCE, "The identity token has several audiences.")
              .found("audiences " + shown(claims.audience()))
              .expected("exactly one")
              .remedy("Declare one token per audience; strict registries reject a shared one."));
    }
  }

  private Optional<Problem> refusal(IdentityToken token, String expected, IdentityRequest request) {
    Claims claims = token.claims();
    Instant now = connection.context().clock().instant();
    if (!claims.audience().contains(request.audience())) {
      boolean none = claims.audience().isEmpty();
      return Optional.of(
          Problem.of(
                  ErrorCode.IDENTITY_WRONG_AUDIENCE, "The identity token has the wrong audience.")
              .found(none ? "no audience" : "audience " + shown(claims.audience()))
              .expected("audience " + expected)
              .remedy("Request a token with the audience '" + expected + "'."));
    }
    List<String> foreign = foreign(claims, request);
    if (!foreign.isEmpty()) {
      return Optional.of(
          Problem.of(
                  ErrorCode.IDENTITY_WRONG_AUDIENCE,
                  "The identity token is valid at another service, too.")
              .found("audiences " + shown(claims.audience()))
              .expected("audience " + expected + " only")
              .remedy(
                  "Declare one token per audience: "
                      + (isForRegistry ? SafeText.shown(connection.target().name()) : expected)
                      + " could use this one as "
                      + shown(foreign)
                      + ". It was not sent."));
    }
    if (!isFresh(token)) {
      Instant end = claims.expiresAt().orElseThrow();
      return Optional.of(
          Problem.of(
                  ErrorCode.IDENTITY_EXPIRED,
                  "The identity token has expired or is about to expire.")
              .found(
                  "valid until "
                      + end
                      + "; the local time is "
                      + now.truncatedTo(ChronoUnit.SECONDS))
              .expected(
                  "at least " + IdentityToken.MIN_LIFETIME.toSeconds() + " s of remaining lifetime")
              .remedy(
                  "Get the token later in the job, shortly before publishing. If the times look"
                      + " wrong, check the clock of this machine."));
    }
    return claims
        .notBefore()
        .filter(start -> start.isAfter(now.plus(LEEWAY)))
        .map(start ->
            Problem.of(ErrorCode.IDENTITY_NOT_YET_VALID, "The identity token is not valid yet.")
                .found(
                    "valid from "
                        + start
                        + "; the local time is "
                        + now.truncatedTo(ChronoUnit.SECONDS))
                .expected("a token that is valid now")
                .remedy("Check the clock of this machine."));
  }

  private AuditEvent event(Claims claims, IdentityRequest request, Duration duration) {
    return new AuditEvent.IdentityObtained(
        identity.provider().id(),
        SafeText.shown(claims.issuer().orElse("unknown")),
        SafeText.shown(request.audience()),
        claims.expiresAt(),
        claims.presentable(),
        duration);
  }

  /** What the receiver must not have, although it asked for another one. */
  private List<String> foreign(Claims claims, IdentityRequest request) {
    return claims.audience().stream()
        .filter(audience -> !audience.equals(request.audience()))
        .filter(audience ->
            !isForRegistry || AudienceRule.isForeign(audience, connection.target().origin()))
        .toList();
  }

  private static String shown(List<String> audience) {
    return SafeText.shown(String.join(", ", audience));
  }
}
