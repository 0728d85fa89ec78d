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
 * Something that happened in a run and that an auditor wants to know. Every event has a stable
 * {@link #type()} and its content as flat, ordered {@link #attributes()}; nothing in it is secret.
 * New kinds of events may be added: a switch over them should have a default. Immutable.
 */
public sealed interface AuditEvent {

  /**
   * Returns the stable name of this kind of event.
   *
   * @return such as {@code identity.obtained}
   */
  String type();

  /**
   * Returns the stage that the event belongs to.
   *
   * @return the stage; empty for events of the run as a whole
   */
  Optional<Stage> stage();

  /**
   * Returns the content, for sinks that write.
   *
   * @return name to string, number, boolean or map of strings, in a fixed order; what is not known
   *     is left out
   */
  Map<String, Object> attributes();

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
    public String type() {
      return "run.started";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.empty();
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("repository", repository)
          .with("target", target)
          .with("origin", origin)
          .with("files", files)
          .toMap();
    }
  }

  /**
   * An identity provider looked whether it is at home.
   *
   * @param provider the provider's id
   * @param verdict {@code available}, {@code absent} or {@code misconfigured}
   * @param detail the CI system's name, or what is missing
   */
  record ProviderDetected(String provider, String verdict, String detail) implements AuditEvent {
    @Override
    public String type() {
      return "provider.detected";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.OBTAIN);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("provider", provider)
          .with("verdict", verdict)
          .with("detail", detail)
          .toMap();
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
    public String type() {
      return "artifact.planned";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.PLAN);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("filename", filename)
          .with("package", packageName)
          .with("version", version)
          .with("size", size)
          .with("sha256", sha256)
          .toMap();
    }
  }

  /**
   * The CI system gave an identity token.
   *
   * @param provider the provider's id
   * @param issuer who issued the token
   * @param audience for whom it is
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
    public String type() {
      return "identity.obtained";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.OBTAIN);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("provider", provider)
          .with("issuer", issuer)
          .with("audience", audience)
          .with("expires_at", expiresAt.map(Instant::toString).orElse(null))
          .with("claims", claims)
          .toMap();
    }
  }

  /**
   * The registry gave an API token.
   *
   * @param scope what the token is for
   * @param origin the only origin that the token is sent to
   * @param fingerprint a hash of the token, salted with the run id: tells two tokens apart, and
   *     lets somebody who holds a token find out whether it was this one
   * @param expiresAt when it expires
   * @param duration how long the exchange took, with all attempts and the identity token
   */
  record TokenExchanged(
      String scope, String origin, String fingerprint, Instant expiresAt, Duration duration)
      implements AuditEvent {
    @Override
    public String type() {
      return "token.exchanged";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.EXCHANGE);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("scope", scope)
          .with("origin", origin)
          .with("fingerprint", fingerprint)
          .with("expires_at", expiresAt.toString())
          .toMap();
    }
  }

  /**
   * A stored credential is used, because the caller said that nothing else is to be.
   *
   * @param origin the only origin that it is sent to
   */
  record StoredCredentialUsed(String origin) implements AuditEvent {
    @Override
    public String type() {
      return "credential.stored-used";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.EXCHANGE);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes().with("origin", origin).toMap();
    }
  }

  /**
   * A stored credential is used in place of trusted publishing, because no identity provider is at
   * home and the caller allowed it.
   *
   * @param origin the only origin that it is sent to
   * @param reason why there is no identity
   */
  record CredentialFallbackUsed(String origin, String reason) implements AuditEvent {
    @Override
    public String type() {
      return "credential.fallback-used";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.EXCHANGE);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes().with("origin", origin).with("reason", reason).toMap();
    }
  }

  /**
   * An attempt failed; says too whether and when there will be another one.
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
    public String type() {
      return "attempt.failed";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(failedStage);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("subject", subject)
          .with("attempt", attempt)
          .with("code", code)
          .with("reason", reason)
          .with("outcome", outcome)
          .with("request_id", requestId.orElse(null))
          .with("next_delay_ms", nextDelay.map(Duration::toMillis).orElse(null))
          .toMap();
    }
  }

  /**
   * A file's turn has come.
   *
   * @param filename the file's name
   * @param sha256 the SHA-256 in hex
   * @param size the size in bytes
   */
  record ArtifactStarted(String filename, String sha256, long size) implements AuditEvent {
    @Override
    public String type() {
      return "artifact.started";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.PUBLISH);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("filename", filename)
          .with("sha256", sha256)
          .with("size", size)
          .toMap();
    }
  }

  /**
   * A file is on its way. At most one a second for each attempt, and none for an attempt that is
   * quicker than that.
   *
   * @param filename the file's name
   * @param sent how many bytes were handed to the connection in this attempt
   * @param size the size in bytes
   */
  record ArtifactProgress(String filename, long sent, long size) implements AuditEvent {
    @Override
    public String type() {
      return "artifact.progress";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.PUBLISH);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("filename", filename)
          .with("sent", sent)
          .with("size", size)
          .toMap();
    }
  }

  /**
   * The registry took a file.
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
    public String type() {
      return "artifact.published";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.PUBLISH);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("filename", filename)
          .with("sha256", sha256)
          .with("size", size)
          .with("attempts", attempts)
          .toMap();
    }
  }

  /**
   * The registry has the very same bytes; the file was skipped.
   *
   * @param filename the file's name
   * @param sha256 the SHA-256 in hex
   * @param duration how long it took to find out
   */
  record ArtifactAlreadyThere(String filename, String sha256, Duration duration)
      implements AuditEvent {
    @Override
    public String type() {
      return "artifact.already-there";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.PUBLISH);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes().with("filename", filename).with("sha256", sha256).toMap();
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
    public String type() {
      return "artifact.failed";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.PUBLISH);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("filename", filename)
          .with("state", state)
          .with("code", code.orElse(null))
          .with("reason", reason.orElse(null))
          .with("attempts", attempts)
          .toMap();
    }
  }

  /**
   * An API token was given back.
   *
   * @param scope what the token was for
   * @param fingerprint the same as in {@link TokenExchanged}
   * @param result {@code revoked}, {@code requested}, {@code expires} or {@code failed}
   * @param expiresAt when the token dies by itself, where that matters
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
    public String type() {
      return "token.revoked";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.of(Stage.REVOKE);
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("scope", scope)
          .with("fingerprint", fingerprint)
          .with("result", result)
          .with("expires_at", expiresAt.map(Instant::toString).orElse(null))
          .with("reason", reason.orElse(null))
          .toMap();
    }
  }

  /**
   * Something should be looked at.
   *
   * @param problem what, and what to do
   */
  record Warned(Problem problem) implements AuditEvent {
    @Override
    public String type() {
      return "warning";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.empty();
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("code", problem.code().value())
          .with("what", problem.what())
          .with("found", problem.found().orElse(null))
          .with("wanted", problem.expected().orElse(null))
          .with("remedy", problem.remedy())
          .toMap();
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
    public String type() {
      return "run.finished";
    }

    @Override
    public Optional<Stage> stage() {
      return Optional.empty();
    }

    @Override
    public Map<String, Object> attributes() {
      return new Attributes()
          .with("result", result)
          .with("code", code.orElse(null))
          .with("reason", reason.orElse(null))
          .with("published", published)
          .with("not_published", notPublished)
          .toMap();
    }
  }
}
