package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.artifact.ApiToken;
import java.util.function.Consumer;

/** Where the API tokens of one scope come from. */
sealed interface ApiTokenSource permits ExchangedTokenSource, StoredCredentialSource {
  /**
   * Returns a token.
   *
   * @param issued receives a token that must be revoked, before anything else happens to it
   */
  ApiToken next(Consumer<ApiToken> issued);

  /** Whether another token can be had when this one is no longer accepted. */
  boolean isRenewable();
}
