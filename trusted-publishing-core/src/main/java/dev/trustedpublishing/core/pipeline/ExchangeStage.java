package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.Fingerprint;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.identity.SecretMasker;
import dev.trustedpublishing.core.retry.RetryPolicies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trades an identity token for an API token. A registry accepts an identity token once, so a token
 * that may have reached it is never sent again: each further attempt has a new one.
 */
final class ExchangeStage {
  private static final String ANSWER_LOST =
      "The exchange may have happened, but its answer did not arrive.";

  private final RepositoryClient client;
  private final ObtainStage obtain;
  private final DefaultSpiContext context;
  private final RetryPolicies retries;
  private final SecretMasker mask;

  /** What may have reached the registry for this scope, as SHA-256: the tokens are forgotten. */
  private final Set<String> sent = new HashSet<>();

  ExchangeStage(
      RepositoryClient client,
      ObtainStage obtain,
      DefaultSpiContext context,
      RetryPolicies retries,
      SecretMasker mask) {
    this.client = client;
    this.obtain = obtain;
    this.context = context;
    this.retries = retries;
    this.mask = mask;
  }

  /**
   * Exchanges.
   *
   * @param minted is told of the token before anything else happens to it, so that it can't get
   *     lost
   */
  ApiToken exchange(ExchangeScope scope, Consumer<ApiToken> minted) {
    Timer timer = context.trail().startTimer();
    IdentityRequest request =
        retries.run(
            RetryPolicies.Call.AUDIENCE,
            "audience of " + scope.name(),
            () -> client.identityFor(scope));
    ApiToken token = exchange(scope, request);
    minted.accept(token);
    token.credential().secrets().forEach(secret -> mask.hide(secret));
    context
        .trail()
        .record(
            new AuditEvent.TokenExchanged(
                scope.name(),
                token.credential().origin().toString(),
                Fingerprint.of(token.value(), context.trail().runId()),
                token.expiresAt(),
                timer.elapsed()));
    return token;
  }

  private ApiToken exchange(ExchangeScope scope, IdentityRequest request) {
    try (Attempts attempts = new Attempts(scope, request)) {
      return retries.run(
          RetryPolicies.Call.EXCHANGE, "API token for " + scope.name(), attempts::next);
    }
  }

  private static String fingerprint(Secret jwt) {
    byte[] bytes = jwt.reveal().getBytes(StandardCharsets.US_ASCII);
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** The attempts at one exchange, with the identity token that is still unused. */
  private final class Attempts implements AutoCloseable {
    private final ExchangeScope scope;
    private final IdentityRequest request;
    private @Nullable IdentityToken unused;
    private final Set<Problem> warned = new HashSet<>();
    private boolean answerLost;

    private Attempts(ExchangeScope scope, IdentityRequest request) {
      this.scope = scope;
      this.request = request;
    }

    private ApiToken next() {
      IdentityToken identity = identity();
      unused = identity;
      preflight(identity);
      try {
        ApiToken token = client.exchange(scope, identity);
        used(identity);
        return token;
      } catch (TransportException e) {
        if (e.outcome() == AttemptOutcome.NOT_SENT) {
          throw e;
        }
        used(identity);
        warnAboutLostToken();
        throw canBeRepeated(identity) ? e : spent(ANSWER_LOST).cause(e).build();
      } catch (TrustedPublishingException e) {
        used(identity);
        throw afterAnswer(e, identity);
      }
    }

    private void used(IdentityToken identity) {
      sent.add(fingerprint(identity.value()));
      close();
    }

    /** Forgets the token that was not used, or just was. */
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
      // A file that did not change, or a token that died while a file was on its way.
      if (sent.contains(fingerprint(obtained.value()))) {
        obtained.close();
        throw spent(answerLost ? ANSWER_LOST : "A second exchange needs a second identity token.")
            .build();
      }
      return obtained;
    }

    private void preflight(IdentityToken identity) {
      List<Finding> findings = client.preflight(identity.claims());
      for (Finding finding : findings) {
        if (finding.severity() == Finding.Severity.REFUSAL) {
          throw TrustedPublishingException.builder(Stage.EXCHANGE, finding.problem())
              .presentedClaims(identity.claims().presentable())
              .build();
        }
      }
      findings.stream().map(Finding::problem).filter(warned::add).forEach(context::warn);
    }

    private TrustedPublishingException afterAnswer(
        TrustedPublishingException e, IdentityToken identity) {
      if (isAnswerLost(e)) {
        warnAboutLostToken();
      }
      boolean ourOwnReuse = answerLost && e.code().equals(ErrorCode.EXCHANGE_REUSED);
      if (!e.retryCanHelp() && !ourOwnReuse) {
        return e;
      }
      return canBeRepeated(identity)
          ? e.toBuilder().retryCanHelp().build()
          : spent("The registry could not answer, and a second try needs a second identity token.")
              .cause(e)
              .build();
    }

    /**
     * A 5xx can hide a success, and so can an answer that nobody can read. A server that does not
     * know such requests (501, 505) has carried out none.
     */
    private boolean isAnswerLost(TrustedPublishingException e) {
      return e.outcome().equals(Optional.of(AttemptOutcome.AMBIGUOUS))
          || e.httpStatus().stream()
              .anyMatch(status -> status >= 500 && status != 501 && status != 505);
    }

    private boolean canBeRepeated(IdentityToken identity) {
      return identity.supply() == IdentityToken.Supply.ON_REQUEST;
    }

    private TrustedPublishingException.Builder spent(String what) {
      return TrustedPublishingException.builder(
          Stage.EXCHANGE,
          Problem.of(ErrorCode.EXCHANGE_IDENTITY_SPENT, what)
              .found("an identity token that the CI system gives only once for each job")
              .expected("a new identity token for another attempt")
              .remedy("Start the job again: a new job has a new identity token."));
    }

    private void warnAboutLostToken() {
      answerLost = true;
      context.warn(
          Problem.of(
                  ErrorCode.TEMPORARY_CONNECTION_LOST,
                  "The answer to an exchange was lost, so one API token of unknown value may exist.")
              .remedy("Nothing: nobody knows the token, and it dies by itself within minutes."));
    }
  }
}
