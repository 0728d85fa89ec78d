package dev.trustedpublishing.testkit.ci;

import dev.trustedpublishing.testkit.http.LoopbackServer;
import java.io.IOException;
import java.time.Clock;

/** A job that an embedded CI system can run. Immutable. */
public sealed interface EmbeddedJob permits BuildkiteJob, CircleCiJob, GoogleJob {

  /**
   * Starts the CI system with this job.
   *
   * @param server serves the issuer, and what jobs call, in plain HTTP
   * @param clock the clock of the issuer
   * @return the running system
   * @throws IOException if the program of the agent can't be written
   */
  EmbeddedCi start(LoopbackServer server, Clock clock) throws IOException;
}
