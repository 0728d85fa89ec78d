package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.artifact.ApiToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the artifacts of one scope are published with. Thread-safe. */
interface ScopeToken {
  /**
   * A token with enough life left for another file; may exchange an identity for it.
   *
   * @param expected how long that file will take; zero if that is not known
   */
  ApiToken get(Duration expected);

  /** How long the present token lives from its exchange on; empty if it does not expire. */
  Optional<Duration> life();

  /**
   * Is told that the registry calls a token dead.
   *
   * @return whether {@link #get} has another one to offer
   */
  boolean replace(ApiToken dead);

  /** The tokens that have to be given back at the end. */
  List<ApiToken> toRevoke();
}
