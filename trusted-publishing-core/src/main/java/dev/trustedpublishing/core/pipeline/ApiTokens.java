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
 * The API tokens of one scope. The first one is there when this is opened; another one is obtained
 * before it would expire under an upload: once for all uploads that wait for it, and never again
 * after that failed. Closing revokes every one of them. Thread-safe.
 */
final class ApiTokens implements AutoCloseable {
  /** Where the API tokens of one scope come from. */
  sealed interface Source permits ExchangedTokenSource, StoredCredentialSource {
    /**
     * Returns a token.
     *
     * @param issued receives a token that must be revoked, before anything else happens to it
     */
    ApiToken next(Consumer<ApiToken> issued);

    /** Whether another token can be had when this one is no longer accepted. */
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

  /** What a token must have left beyond the time that a file is expected to take. */
  static final Duration MIN_LIFETIME = Duration.ofSeconds(60);

  /** A token that has spent less than this part of its life is as good as a new one. */
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
      // A token may have been issued all the same.
      tokens.close();
      throw e;
    }
  }

  /**
   * Returns a token with enough life left for another file; may exchange an identity for it.
   *
   * @param expected how long that file will take; zero if that is not known
   */
  synchronized ApiToken get(Duration expected) {
    ApiToken token = current;
    if (token == null || isOver(token, Duration.ZERO)) {
      return renewed();
    }
    boolean tooShort = isOver(token, expected.plus(MIN_LIFETIME));
    return tooShort && refused == null && !isYoung(token) ? renewed(token) : token;
  }

  /** How long the present token lives from its exchange on; empty if it does not expire. */
  synchronized Optional<Duration> life() {
    return Optional.ofNullable(current).filter(any -> source.isRenewable()).map(this::lifeOf);
  }

  /**
   * Makes the next {@link #get} return another token, unless another upload has done so already.
   *
   * @param rejected the token that the registry calls expired
   * @return whether there can be another one
   */
  synchronized boolean replace(ApiToken rejected) {
    if (source.isRenewable() && rejected.equals(current)) {
      current = null;
    }
    return source.isRenewable();
  }

  /** Revokes what was issued. */
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

  /** To renew early is a precaution: where it fails, the old token is good until it expires. */
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

  private boolean isYoung(ApiToken token) {
    Duration age = Duration.between(obtainedAt, clock.instant());
    return age.multipliedBy(TENTH).compareTo(lifeOf(token)) < 0;
  }

  private Duration lifeOf(ApiToken token) {
    return Duration.between(obtainedAt, token.expiresAt());
  }
}
