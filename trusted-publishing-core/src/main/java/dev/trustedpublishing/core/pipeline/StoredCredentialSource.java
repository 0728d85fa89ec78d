package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.core.settings.StoredCredential;
import java.util.function.Consumer;

/** The caller's stored credential. It belongs to the caller, so it is never revoked. */
record StoredCredentialSource(StoredCredential stored, Origin origin) implements ApiTokenSource {
  @Override
  public ApiToken next(Consumer<ApiToken> issued) {
    return ApiToken.lasting(stored.user(), stored.password(), origin);
  }

  @Override
  public boolean isRenewable() {
    return false;
  }
}
