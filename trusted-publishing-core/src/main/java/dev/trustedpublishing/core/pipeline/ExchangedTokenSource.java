package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.Fingerprint;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.retry.Failure;
import dev.trustedpublishing.core.retry.RetryPolicies;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges identity tokens for API tokens. A registry accepts an identity token once, so a token
 * that may have reached it is never sent again: each further attempt uses a new one.
 */
final class ExchangedTokenSource implements ApiTokens.Source {
  private static final String RESPONSE_LOST =
      "The exchange may have happened, but no response was received.";

  /** Real ones have 40 and more. */
  private static final int MIN_LENGTH = 8;

  private final RegistryConnection connection;
  private final ExchangeScope scope;
  private final ObtainStage obtain;

  /**
   * Fingerprints of tokens that may have reached the registry for this scope; the tokens themselves
   * are cleared.
   */
  private final Set<String> sent = new HashSet<>();

  ExchangedTokenSource(RegistryConnection connection, ExchangeScope scope, ObtainStage obtain) {
    this.connection = connection;
    this.scope = scope;
    this.obtain = obtain;
  }

  @Override
  public boolean isRenewable() {
    return true;
  }

  @Override
  public ApiToken next(Consumer<ApiToken> issued) {
    Timer timer = connection.trail().startTimer();
    ApiToken token = exchange(connection.identityFor(scope));
    issued.accept(token);
    requireLength(token);
    token.credential().secrets().forEach(obtain.identity()::hide);
    connection.record(
        new AuditEvent.TokenExchanged(
            scope.name(),
            token.credential().origin().toString(),
            Fingerprint.of(token.value(), connection.trail().runId()),
            token.expiresAt(),
            timer.elapsed()));
    return token;
  }

  /** A shorter one is no secret, and to mask it would hide half of the log. */
  private void requireLength(ApiToken token) {
    if (token.value().length() < MIN_LENGTH) {
      throw Problem.of(
              ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
              "The registry issued an invalid API token for " + scope.name() + ".")
          .found(token.value().length() + " characters")
          .expected("at least " + MIN_LENGTH + " characters")
          .remedy("Check that the URL is the registry's, and ask its administrators.")
          .toException(Stage.EXCHANGE);
    }
  }

  private ApiToken exchange(IdentityRequest request) {
    try (Attempts attempts = new Attempts(request)) {
      return connection
          .retries()
          .attempt(
              RetryPolicies.Call.EXCHANGE,
              "API token for " + scope.name(),
              attempts::next,
              attempts::refine)
          .orElseThrow();
    }
  }

  private String fingerprint(IdentityToken token) {
    return Fingerprint.of(token.value(), connection.trail().runId());
  }

  /** The attempts at one exchange, with the identity token that was not sent yet. */
  private final class Attempts implements AutoCloseable {
    private final IdentityRequest request;
    private @Nullable IdentityToken unused;
    private final Set<Problem> warned = new HashSet<>();
    private boolean responseLost;

    private Attempts(IdentityRequest request) {
      this.request = request;
    }

    private ApiToken next() {
      IdentityToken identity = identity();
      unused = identity;
      preflight(identity);
      ApiToken token = connection.client().exchange(scope, identity);
      used(identity);
      return token;
    }

    /** Another attempt needs another identity token, unless this one was never sent. */
    private Failure refine(Failure failure) {
      IdentityToken identity = unused;
      if (identity == null
          || failure.stage() != Stage.EXCHANGE
          || failure.hasOutcome(AttemptOutcome.NOT_SENT)) {
        return failure;
      }
      boolean canBeRepeated = identity.supply() == IdentityToken.Supply.ON_REQUEST;
      used(identity);
      boolean lost = isResponseLost(failure);
      if (lost || isServerFault(failure)) {
        warnAboutLostToken();
      }
      boolean ourOwnReuse = responseLost && failure.is(ErrorCode.EXCHANGE_REUSED);
      boolean again = failure.isRetryable() || ourOwnReuse;
      if (canBeRepeated) {
        return again ? failure.retryable() : failure;
      }
      if (lost) {
        return Failure.of(spent(RESPONSE_LOST).cause(failure.reason()).build());
      }
      return again
          ? Failure.of(
              spent("The registry could not respond, and a retry needs a second identity token.")
                  .cause(failure.reason())
                  .build())
          : failure;
    }

    private void used(IdentityToken identity) {
      sent.add(fingerprint(identity));
      close();
    }

    /** Clears the token after the attempt. */
    @Override
    public void close() {
      if (unused != null) {
        unused.close();
        unused = null;
      }
    }

    private IdentityToken identity() {
      IdentityToken kept = unused;
      if (kept != null && obtain.isFresh(kept)) {
        return kept;
      }
      close();
      IdentityToken obtained = obtain.obtain(request);
      // A file with the same token as before, or a token that expired during an upload.
      if (sent.contains(fingerprint(obtained))) {
        obtained.close();
        throw spent(
                responseLost ? RESPONSE_LOST : "A second exchange needs a second identity token.")
            .build();
      }
      return obtained;
    }

    private void preflight(IdentityToken identity) {
      List<Finding> findings = connection.client().preflight(identity.claims());
      for (Finding finding : findings) {
        if (finding.severity() == Finding.Severity.REFUSAL) {
          throw TrustedPublishingException.builder(Stage.EXCHANGE, finding.problem())
              .presentedClaims(identity.claims().presentable())
              .build();
        }
      }
      findings.stream().map(Finding::problem).filter(warned::add).forEach(connection::warn);
    }

    /** There was no response, or it was truncated before it could be read. */
    private static boolean isResponseLost(Failure failure) {
      return failure.hasOutcome(AttemptOutcome.AMBIGUOUS)
          || (failure.hasOutcome(AttemptOutcome.ANSWERED)
              && failure.reason().httpStatus().isEmpty());
    }

    /** A 5xx can hide a success, except for a server that does not support such requests. */
    private static boolean isServerFault(Failure failure) {
      return failure.reason().httpStatus().stream()
          .anyMatch(status -> status >= 500 && status != 501 && status != 505);
    }

    private static TrustedPublishingException.Builder spent(String what) {
      return TrustedPublishingException.builder(
          Stage.EXCHANGE,
          Problem.of(ErrorCode.EXCHANGE_IDENTITY_SPENT, what)
              .found("an identity token that the CI system issues only once per job")
              .expected("a new identity token for another attempt")
              .remedy("Restart the job: a new job has a new identity token."));
    }

    private void warnAboutLostToken() {
      responseLost = true;
      connection.warn(
          Problem.of(
                  ErrorCode.TEMPORARY_CONNECTION_LOST,
                  "The response to an exchange was lost, so an unknown API token may exist.")
              .remedy(
                  "No action needed: the token was never received and expires within minutes."));
    }
  }
}
