package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.core.settings.StoredCredential;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The caller's stored credential. It belongs to the caller, so it is never given back. */
record LastingToken(ApiToken token) implements ScopeToken {

  static LastingToken of(StoredCredential stored, Origin origin) {
    return new LastingToken(ApiToken.lasting(stored.user(), stored.password(), origin));
  }

  @Override
  public ApiToken get(Duration expected) {
    return token;
  }

  @Override
  public Optional<Duration> life() {
    return Optional.empty();
  }

  @Override
  public boolean replace(ApiToken dead) {
    return false;
  }

  @Override
  public List<ApiToken> toRevoke() {
    return List.of();
  }
}
