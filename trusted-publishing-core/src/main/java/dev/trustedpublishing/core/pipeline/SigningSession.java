package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.Attestor;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.retry.Failure;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.upload.UploadExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Signs statements in parallel with one certificate, which is renewed before it expires. The first
 * failure ends the session.
 */
final class SigningSession implements AutoCloseable {
  /** A log takes seconds for an entry, and has rate limits. */
  private static final int PARALLEL = 6;

  /** Longer than the attempts to log an entry take. */
  private static final Duration MARGIN = Duration.ofMinutes(2);

  private final RegistryConnection connection;
  private final RetryPolicies retries;
  private final Attestor attestor;
  private final ObtainStage obtain;
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
  private @Nullable IdentityToken token;
  private Attestor.@Nullable Signer signer;

  SigningSession(
      RegistryConnection connection, RetryPolicies retries, Attestor attestor, ObtainStage obtain) {
    this.connection = connection;
    this.retries = retries;
    this.attestor = attestor;
    this.obtain = obtain;
  }

  /** Returns a token that can still be sent; the session closes it. */
  synchronized IdentityToken identity() {
    IdentityToken current = token;
    if (current == null || !obtain.isFresh(current)) {
      close();
      current = obtain.obtain(attestor.identityRequest());
      token = current;
    }
    return current;
  }

  /**
   * Signs statements and attaches them.
   *
   * @param logged receives the name of each signed file and the index of its entry in the log
   * @return the attested artifact of each signed one
   */
  Map<Artifact, Artifact> sign(
      Map<Artifact, String> statements, BiConsumer<String, String> logged) {
    Map<Artifact, Artifact> signed = new ConcurrentHashMap<>();
    UploadExecutor.forEach(
        statements.entrySet(),
        PARALLEL,
        next -> {
          if (failure.get() == null) {
            attest(next.getKey(), next.getValue(), signed, logged);
          }
        });
    if (signed.size() < statements.size()) {
      failure.compareAndSet(null, Failure.interrupted(Stage.ATTEST, connection.target().name()));
    }
    return signed;
  }

  Optional<Failure> failure() {
    return Optional.ofNullable(failure.get());
  }

  private void attest(
      Artifact artifact,
      String statement,
      Map<Artifact, Artifact> signed,
      BiConsumer<String, String> logged) {
    try {
      JsonObject bundle = sign(artifact, statement);
      logged.accept(artifact.filename(), logIndex(bundle));
      signed.put(artifact, connection.client().attach(artifact, bundle));
    } catch (TrustedPublishingException e) {
      failure.compareAndSet(null, Failure.of(e));
    } catch (Exception | StackOverflowError | LinkageError e) {
      // So that the failure names the attestor.
      failure.compareAndSet(
          null, Failure.of(Failure.bug(Stage.ATTEST, "the attestor " + attestor.id(), e)));
    }
  }

  private JsonObject sign(Artifact artifact, String statement) {
    Timer timer = connection.trail().startTimer();
    Attestor.Signer certified = signer();
    JsonObject bundle =
        retries.run(
            RetryPolicies.Call.ATTEST, artifact.filename(), () -> certified.sign(statement));
    connection.record(
        new AuditEvent.ArtifactAttested(
            artifact.filename(), Optional.of(logIndex(bundle)), Optional.empty(), timer.elapsed()));
    return bundle;
  }

  /** After a failure the other workers fail at once, instead of asking again one by one. */
  synchronized Attestor.Signer signer() {
    Failure known = failure.get();
    if (known != null) {
      throw known.exception();
    }
    try {
      return certified();
    } catch (TrustedPublishingException e) {
      failure.compareAndSet(null, Failure.of(e));
      throw e;
    }
  }

  private Attestor.Signer certified() {
    Attestor.Signer current = signer;
    Instant now = connection.context().clock().instant();
    if (current == null || current.expiresAt().isBefore(now.plus(MARGIN))) {
      current =
          retries.run(
              RetryPolicies.Call.ATTEST,
              "certificate of " + attestor.id(),
              () -> attestor.certify(identity(), connection.context()));
      signer = current;
    }
    return current;
  }

  private static String logIndex(JsonObject bundle) {
    return bundle
        .object("verificationMaterial")
        .flatMap(material -> material.objects("tlogEntries").stream().findFirst())
        .flatMap(entry -> entry.text("logIndex"))
        .orElse("0");
  }

  @Override
  public synchronized void close() {
    if (token != null) {
      token.close();
      token = null;
    }
  }
}
