package dev.trustedpublishing.audit;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An event for audits, without secrets. More kinds may follow: a switch needs a default. Immutable.
 */
public sealed interface AuditEvent {
  /** {@return the name, the stage and the attributes, for sinks that write them} */
  EventContent content();

  /** {@return the stable name of this kind of event, such as {@code identity.obtained}} */
  default String type() {
    return content().type();
  }

  /** {@return the stage that the event belongs to; empty for events of the run as a whole} */
  default Optional<Stage> stage() {
    return content().stage();
  }

  /** {@return the duration by a monotonic clock; zero for events that end no operation} */
  default Duration duration() {
    return Duration.ZERO;
  }

  /**
   * A run begins.
   *
   * @param repository id of the repository module
   * @param target the registry's name
   * @param origin scheme and host of the registry
   * @param files the number of files to publish
   */
  record RunStarted(String repository, String target, String origin, int files)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.ofRun("run.started")
          .with("repository", repository)
          .with("target", target)
          .with("origin", origin)
          .with("files", files);
    }
  }

  /**
   * An identity provider looked for its CI system.
   *
   * @param provider the provider's id
   * @param verdict {@code available}, {@code absent} or {@code misconfigured}
   * @param detail the CI system's name, or what is missing
   */
  record ProviderDetected(String provider, String verdict, String detail) implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("provider.detected", Stage.OBTAIN)
          .with("provider", provider)
          .with("verdict", verdict)
          .with("detail", detail);
    }
  }

  /**
   * A file was read, validated and hashed.
   *
   * @param filename the file's name
   * @param packageName the package
   * @param version the version
   * @param size the size in bytes
   * @param sha256 the SHA-256 in hex
   */
  record ArtifactPlanned(
      String filename, String packageName, String version, long size, String sha256)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("artifact.planned", Stage.PLAN)
          .with("filename", filename)
          .with("package", packageName)
          .with("version", version)
          .with("size", size)
          .with("sha256", sha256);
    }
  }

  /**
   * The CI system issued an identity token.
   *
   * @param provider the provider's id
   * @param issuer who issued the token
   * @param audience whom it is for
   * @param expiresAt when it expires, if known
   * @param claims its claims, without personal data
   * @param duration the duration, including all attempts
   */
  record IdentityObtained(
      String provider,
      String issuer,
      String audience,
      Optional<Instant> expiresAt,
      Map<String, String> claims,
      Duration duration)
      implements AuditEvent {
    /** Copies the map. */
    public IdentityObtained {
      claims = EventContent.copy(claims);
    }

    @Override
    public EventContent content() {
      return EventContent.of("identity.obtained", Stage.OBTAIN)
          .with("provider", provider)
          .with("issuer", issuer)
          .with("audience", audience)
          .with("expires_at", expiresAt)
          .with("claims", claims);
    }
  }

  /**
   * A file has an attestation that this run made, or none was made.
   *
   * @param filename the file's name
   * @param logIndex the index of the entry in the transparency log; empty if none was made
   * @param reason why none was made; empty if one was made
   * @param duration the duration, including all attempts
   */
  record ArtifactAttested(
      String filename, Optional<String> logIndex, Optional<String> reason, Duration duration)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("artifact.attested", Stage.ATTEST)
          .with("filename", filename)
          .with("log_index", logIndex)
          .with("reason", reason);
    }
  }

  /**
   * The registry issued an API token.
   *
   * @param scope what the token is for
   * @param origin the only origin that the token is sent to
   * @param fingerprint a hash of the token, salted with the run id; identifies it, reveals nothing
   * @param expiresAt when it expires
   * @param duration the duration, including all attempts and obtaining the identity token
   */
  record TokenExchanged(
      String scope, String origin, String fingerprint, Instant expiresAt, Duration duration)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("token.exchanged", Stage.EXCHANGE)
          .with("scope", scope)
          .with("origin", origin)
          .with("fingerprint", fingerprint)
          .with("expires_at", expiresAt);
    }
  }

  /**
   * A stored credential is used, because the caller allowed nothing else.
   *
   * @param origin the only origin that it is used at
   */
  record StoredCredentialUsed(String origin) implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("credential.stored-used", Stage.EXCHANGE).with("origin", origin);
    }
  }

  /**
   * As {@link StoredCredentialUsed}, because no CI system was detected and the caller allowed it.
   *
   * @param origin the only origin that it is used at
   * @param reason why no identity is available
   */
  record CredentialFallbackUsed(String origin, String reason) implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("credential.fallback-used", Stage.EXCHANGE)
          .with("origin", origin)
          .with("reason", reason);
    }
  }

  /**
   * An attempt failed, and whether and when it is retried.
   *
   * @param failedStage the stage
   * @param subject the subject of the attempt: a scope or a file
   * @param attempt its number, from 1
   * @param code the error code
   * @param reason what failed, in one sentence
   * @param outcome the outcome on the network, or {@code local}
   * @param requestId the server's id of the request, if it sent one
   * @param nextDelay the delay until the next attempt; empty if none follows
   * @param duration the duration of the attempt
   */
  record AttemptFailed(
      Stage failedStage,
      String subject,
      int attempt,
      String code,
      String reason,
      String outcome,
      Optional<String> requestId,
      Optional<Duration> nextDelay,
      Duration duration)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("attempt.failed", failedStage)
          .with("subject", subject)
          .with("attempt", attempt)
          .with("code", code)
          .with("reason", reason)
          .with("outcome", outcome)
          .with("request_id", requestId)
          .with("next_delay_ms", nextDelay);
    }
  }

  /**
   * The upload of a file begins.
   *
   * @param filename the file's name
   * @param sha256 the SHA-256 in hex
   * @param size the size in bytes
   */
  record ArtifactStarted(String filename, String sha256, long size) implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("artifact.started", filename)
          .with("sha256", sha256)
          .with("size", size);
    }
  }

  /**
   * A part of a file was sent; recorded at most once per second for each attempt.
   *
   * @param filename the file's name
   * @param sent the bytes passed to the connection in this attempt
   * @param size the size in bytes
   */
  record ArtifactProgress(String filename, long sent, long size) implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("artifact.progress", filename).with("sent", sent).with("size", size);
    }
  }

  /**
   * The registry accepted a file.
   *
   * @param filename the file's name
   * @param sha256 the SHA-256 in hex
   * @param size the size in bytes
   * @param attempts the number of attempts
   * @param duration the duration, including all attempts
   */
  record ArtifactPublished(
      String filename, String sha256, long size, int attempts, Duration duration)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("artifact.published", filename)
          .with("sha256", sha256)
          .with("size", size)
          .with("attempts", attempts);
    }
  }

  /**
   * The registry has the same bytes already; the file was skipped.
   *
   * @param filename the file's name
   * @param sha256 the SHA-256 in hex
   * @param duration the duration of the check
   */
  record ArtifactAlreadyThere(String filename, String sha256, Duration duration)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("artifact.already-there", filename).with("sha256", sha256);
    }
  }

  /**
   * A file was not published, or the outcome is unknown.
   *
   * @param filename the file's name
   * @param state {@code rejected}, {@code unknown} or {@code not-attempted}
   * @param code the error code; empty if it was not attempted
   * @param reason what failed, in one sentence; empty if it was not attempted
   * @param attempts the number of attempts
   * @param duration the duration, including all attempts
   */
  record ArtifactFailed(
      String filename,
      String state,
      Optional<String> code,
      Optional<String> reason,
      int attempts,
      Duration duration)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("artifact.failed", filename)
          .with("state", state)
          .with("code", code)
          .with("reason", reason)
          .with("attempts", attempts);
    }
  }

  /**
   * An API token was revoked, or could not be.
   *
   * @param scope what the token was for
   * @param fingerprint the same as in {@link TokenExchanged}
   * @param result {@code revoked}, {@code requested}, {@code expires} or {@code failed}
   * @param expiresAt when the token expires, where that matters
   * @param reason why it failed, if it did
   * @param duration the duration, including all attempts
   */
  record TokenRevoked(
      String scope,
      String fingerprint,
      String result,
      Optional<Instant> expiresAt,
      Optional<String> reason,
      Duration duration)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("token.revoked", Stage.REVOKE)
          .with("scope", scope)
          .with("fingerprint", fingerprint)
          .with("result", result)
          .with("expires_at", expiresAt)
          .with("reason", reason);
    }
  }

  /**
   * The run has a warning.
   *
   * @param problem the problem and its fix
   */
  record Warned(Problem problem) implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.ofRun("warning")
          .with("code", problem.code().value())
          .with("what", problem.what())
          .with("found", problem.found())
          .with("wanted", problem.expected())
          .with("remedy", problem.remedy());
    }
  }

  /**
   * A run ended.
   *
   * @param result {@code published}, {@code partial}, {@code verified} or {@code failed}
   * @param code the error code, if it failed
   * @param reason what failed, in one sentence, if it failed
   * @param published the number of files that the registry has
   * @param notPublished the number of files that it does not have, or may not have
   * @param duration the duration of the run
   */
  record RunFinished(
      String result,
      Optional<String> code,
      Optional<String> reason,
      int published,
      int notPublished,
      Duration duration)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.ofRun("run.finished")
          .with("result", result)
          .with("code", code)
          .with("reason", reason)
          .with("published", published)
          .with("not_published", notPublished);
    }
  }
}
