package dev.trustedpublishing.core;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.repository.ApiToken;
import java.util.List;

/** The caller's stored credential. It belongs to the caller, so it is never given back. */
record LastingToken(ApiToken get) implements ScopeToken {

  static LastingToken of(StoredCredential stored, Origin origin) {
    return new LastingToken(ApiToken.lasting(stored.user(), stored.password(), origin));
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
