package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.core.settings.StoredCredential;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The API tokens of one scope. Opening obtains the first token. Another one is obtained before the
 * current one would expire during an upload: once for all uploads that wait for it, and never again
 * after that failed. Closing revokes every one of them. Thread-safe.
 */
final class ApiTokens implements AutoCloseable {
  /** The source of the API tokens of one scope. */
  sealed interface Source permits ExchangedTokenSource, StoredCredentialSource {
    /**
     * Returns a token.
     *
     * @param issued receives a token that must be revoked, before anything else happens to it
     */
    ApiToken next(Consumer<ApiToken> issued);

    /** Returns whether another token can be obtained when this one is no longer accepted. */
    boolean isRenewable();
  }

  /** The caller's stored credential. It belongs to the caller, so it is never revoked. */
  record StoredCredentialSource(StoredCredential stored, Origin origin) implements Source {
    @Override
    public ApiToken next(Consumer<ApiToken> issued) {
      return ApiToken.withoutExpiry(stored.user(), stored.password(), origin);
    }

    @Override
    public boolean isRenewable() {
      return false;
    }
  }

  /** The lifetime that a token must have left in addition to the expected duration of an upload. */
  static final Duration MIN_LIFETIME = Duration.ofSeconds(60);

  /** A token that has used less than this fraction of its lifetime is treated as new. */
  private static final int TENTH = 10;

  private final Source source;
  private final RevokeStage revoke;
  private final Clock clock;
  private final List<ApiToken> issued = new ArrayList<>();
  private @Nullable ApiToken current;
  private Instant obtainedAt = Instant.EPOCH;
  private @Nullable TrustedPublishingException refused;

  private ApiTokens(Source source, RevokeStage revoke, Clock clock) {
    this.source = source;
    this.revoke = revoke;
    this.clock = clock;
  }

  static ApiTokens open(Source source, RevokeStage revoke, Clock clock) {
    ApiTokens tokens = new ApiTokens(source, revoke, clock);
    try {
      tokens.get(Duration.ZERO);
      return tokens;
    } catch (RuntimeException | Error e) {
      // A token may have been issued nevertheless.
      tokens.close();
      throw e;
    }
  }

  /**
   * Returns a token with enough lifetime left for another file; may exchange an identity for it.
   *
   * @param expected the expected duration of the upload; zero if unknown
   */
  synchronized ApiToken get(Duration expected) {
    ApiToken token = current;
    if (token == null || isOver(token, Duration.ZERO)) {
      return renewed();
    }
    boolean tooShort = isOver(token, expected.plus(MIN_LIFETIME));
    return tooShort && refused == null && !isNew(token) ? renewed(token) : token;
  }

  /** Returns the lifetime of the current token, from its exchange; empty if it does not expire. */
  synchronized Optional<Duration> lifetime() {
    return Optional.ofNullable(current).filter(any -> source.isRenewable()).map(this::lifetimeOf);
  }

  /**
   * Makes the next {@link #get} return another token, unless another upload has already replaced
   * it.
   *
   * @param rejected the token that the registry rejected as expired
   * @return whether there can be another one
   */
  synchronized boolean replace(ApiToken rejected) {
    if (source.isRenewable() && rejected.equals(current)) {
      current = null;
    }
    return source.isRenewable();
  }

  /** Revokes the issued tokens. */
  @Override
  public synchronized void close() {
    revoke.revoke(issued);
  }

  private ApiToken renewed() {
    if (refused != null) {
      throw refused;
    }
    try {
      Instant before = clock.instant();
      ApiToken token = source.next(issued::add);
      obtainedAt = before;
      current = token;
      return token;
    } catch (TrustedPublishingException e) {
      refused = e;
      throw e;
    }
  }

  /** Renewing early is a precaution: if it fails, the old token is used until it expires. */
  private ApiToken renewed(ApiToken old) {
    try {
      return renewed();
    } catch (TrustedPublishingException e) {
      if (isOver(old, Duration.ZERO)) {
        throw e;
      }
      return old;
    }
  }

  private boolean isOver(ApiToken token, Duration within) {
    return clock.instant().plus(within).isAfter(token.expiresAt());
  }

  private boolean isNew(ApiToken token) {
    Duration age = Duration.between(obtainedAt, clock.instant());
    return age.multipliedBy(TENTH).compareTo(lifetimeOf(token)) < 0;
  }

  private Duration lifetimeOf(ApiToken token) {
    return Duration.between(obtainedAt, token.expiresAt());
  }
}
