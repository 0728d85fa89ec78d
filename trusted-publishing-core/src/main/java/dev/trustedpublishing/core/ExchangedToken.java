package dev.trustedpublishing.core;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.repository.ApiToken;
import dev.trustedpublishing.api.repository.ExchangeScope;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The API token of one scope. Exchanged when it is first needed, exchanged again before it would
 * die under an upload: once for all uploads that wait for it, and never again after that failed.
 * Remembers every token, so that each can be revoked. Thread-safe.
 */
final class ExchangedToken implements ScopeToken {
  /** A token with less life than this is not used for another file. */
  static final Duration LEAST_LIFE = Duration.ofSeconds(60);

  private final ExchangeScope scope;
  private final ExchangeStage exchange;
  private final Clock clock;
  private final List<ApiToken> all = new ArrayList<>();
  private @Nullable ApiToken current;
  private @Nullable TrustedPublishingException refused;

  ExchangedToken(ExchangeScope scope, ExchangeStage exchange, Clock clock) {
    this.scope = scope;
    this.exchange = exchange;
    this.clock = clock;
  }

  @Override
  public synchronized ApiToken get() {
    ApiToken token = current;
    if (token == null || clock.instant().plus(LEAST_LIFE).isAfter(token.expiresAt())) {
      token = exchange();
      current = token;
    }
    return token;
  }

  private ApiToken exchange() {
    if (refused != null) {
      throw refused;
    }
    try {
      return exchange.exchange(scope, all::add);
    } catch (TrustedPublishingException e) {
      refused = e;
      throw e;
    }
  }

  /** Makes the next {@link #get()} exchange anew, unless another upload has brought that about. */
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
