package dev.trustedpublishing.audit;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened in a run and that an auditor wants to know. Nothing in it is secret. New
 * kinds of events may be added: a switch over them should have a default. Immutable.
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

  /**
   * Returns how long it took, for events that end something.
   *
   * @return the time by a monotonic clock; zero for what is a moment
   */
  default Duration duration() {
    return Duration.ZERO;
  }

  /**
   * A run begins.
   *
   * @param repository id of the repository that is published to
   * @param target the registry's name
   * @param origin scheme and host of the registry
   * @param files how many files are to be published
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
   * @param audience the audience of the token
   * @param expiresAt when it expires, if it says so
   * @param claims what it says, without personal data
   * @param duration how long it took to get it, with all attempts
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
      claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
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
   * The registry issued an API token.
   *
   * @param scope what the token is for
   * @param origin the only origin that the token is sent to
   * @param fingerprint a hash of the token, salted with the run id; identifies it, reveals nothing
   * @param expiresAt when it expires
   * @param duration how long the exchange took, with all attempts and the identity token
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
   * @param origin the only origin that it is sent to
   */
  record StoredCredentialUsed(String origin) implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.of("credential.stored-used", Stage.EXCHANGE).with("origin", origin);
    }
  }

  /**
   * A stored credential is used, because no CI system was detected and the caller allowed it.
   *
   * @param origin the only origin that it is sent to
   * @param reason why there is no identity
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
   * An attempt failed, with whether and when there is another one.
   *
   * @param failedStage the stage
   * @param subject what was attempted: a scope or a file
   * @param attempt its number, from 1
   * @param code the error code
   * @param reason what was wrong, in one sentence
   * @param outcome how it ended on the network, or {@code local}
   * @param requestId what the server calls the request, if it answered and named it
   * @param nextDelay how long until the next attempt; empty if there is none
   * @param duration how long the attempt took
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
      return EventContent.ofFile("artifact.started", filename)
          .with("sha256", sha256)
          .with("size", size);
    }
  }

  /**
   * A part of a file was sent; recorded at most once a second for each attempt.
   *
   * @param filename the file's name
   * @param sent how many bytes were handed to the connection in this attempt
   * @param size the size in bytes
   */
  record ArtifactProgress(String filename, long sent, long size) implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.ofFile("artifact.progress", filename)
          .with("sent", sent)
          .with("size", size);
    }
  }

  /**
   * The registry accepted a file.
   *
   * @param filename the file's name
   * @param sha256 the SHA-256 in hex
   * @param size the size in bytes
   * @param attempts how many attempts it took
   * @param duration how long it took, with all attempts
   */
  record ArtifactPublished(
      String filename, String sha256, long size, int attempts, Duration duration)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.ofFile("artifact.published", filename)
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
   * @param duration how long it took to find out
   */
  record ArtifactAlreadyThere(String filename, String sha256, Duration duration)
      implements AuditEvent {
    @Override
    public EventContent content() {
      return EventContent.ofFile("artifact.already-there", filename).with("sha256", sha256);
    }
  }

  /**
   * A file was not published, or it is not known whether it was.
   *
   * @param filename the file's name
   * @param state {@code rejected}, {@code unknown} or {@code not-attempted}
   * @param code the error code; empty if it was not attempted
   * @param reason what was wrong, in one sentence; empty if it was not attempted
   * @param attempts how many attempts were made
   * @param duration how long it took, with all attempts
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
      return EventContent.ofFile("artifact.failed", filename)
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
   * @param expiresAt when the token expires by itself, where that matters
   * @param reason why it failed, if it did
   * @param duration how long it took, with all attempts
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
   * @param problem what, and what to do
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
   * @param reason what was wrong, in one sentence, if it failed
   * @param published how many files the registry has
   * @param notPublished how many it has not, or may not have
   * @param duration how long the run took
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
