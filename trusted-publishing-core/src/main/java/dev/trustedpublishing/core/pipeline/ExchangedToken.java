package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API token of one scope. Exchanged when it is first needed, exchanged again before it would
 * die under an upload: once for all uploads that wait for it, and never again after that failed.
 * Remembers every token, so that each can be revoked. Thread-safe.
 */
final class ExchangedToken implements ScopeToken {
  /** What a token must have left beyond the time that a file is expected to take. */
  static final Duration LEAST_LIFE = Duration.ofSeconds(60);

  /** A token that has spent less than this part of its life is as good as a new one. */
  private static final int TENTH = 10;

  private final ExchangeScope scope;
  private final ExchangeStage exchange;
  private final Clock clock;
  private final List<ApiToken> all = new ArrayList<>();
  private @Nullable ApiToken current;
  private Instant exchangedAt = Instant.EPOCH;
  private @Nullable TrustedPublishingException refused;

  ExchangedToken(ExchangeScope scope, ExchangeStage exchange, Clock clock) {
    this.scope = scope;
    this.exchange = exchange;
    this.clock = clock;
  }

  @Override
  public synchronized ApiToken get(Duration expected) {
    ApiToken token = current;
    if (token == null || isOver(token, Duration.ZERO)) {
      return renewed();
    }
    boolean tooShort = isOver(token, expected.plus(LEAST_LIFE));
    return tooShort && refused == null && !isYoung(token) ? renewed(token) : token;
  }

  private ApiToken renewed() {
    if (refused != null) {
      throw refused;
    }
    try {
      Instant before = clock.instant();
      ApiToken token = exchange.exchange(scope, all::add);
      exchangedAt = before;
      current = token;
      return token;
    } catch (TrustedPublishingException e) {
      refused = e;
      throw e;
    }
  }

  /** To renew early is a precaution: where it fails, the old token is good until it is dead. */
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
    Duration age = Duration.between(exchangedAt, clock.instant());
    return age.multipliedBy(TENTH).compareTo(lifeOf(token)) < 0;
  }

  private Duration lifeOf(ApiToken token) {
    return Duration.between(exchangedAt, token.expiresAt());
  }

  @Override
  public synchronized Optional<Duration> life() {
    return Optional.ofNullable(current).map(this::lifeOf);
  }

  /** Makes the next {@link #get} exchange anew, unless another upload has brought that about. */
  @Override
  public synchronized boolean replace(ApiToken dead) {
    if (dead.equals(current)) {
      current = null;
    }
    return true;
  }

  @Override
  public synchronized List<ApiToken> toRevoke() {
    return List.copyOf(all);
  }
}
