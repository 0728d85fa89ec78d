package dev.trustedpublishing.core;

import dev.trustedpublishing.api.repository.ApiToken;
import java.util.List;

/** What the artifacts of one scope are published with. Thread-safe. */
interface ScopeToken {
  /** A token with enough life left for another file; may exchange an identity for it. */
  ApiToken get();

  /**
   * Is told that the registry calls a token dead.
   *
   * @return whether {@link #get()} has another one to offer
   */
  boolean replace(ApiToken dead);

  /** The tokens that have to be given back at the end. */
  List<ApiToken> toRevoke();
}
