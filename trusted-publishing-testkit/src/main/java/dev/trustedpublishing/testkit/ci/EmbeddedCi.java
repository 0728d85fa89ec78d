package dev.trustedpublishing.testkit.ci;

import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.io.IOException;
import java.util.Map;

/** A CI system on this machine, which runs one job. Safe for use by several threads. */
public sealed interface EmbeddedCi extends AutoCloseable
    permits EmbeddedBuildkite, EmbeddedCircleCi, EmbeddedGoogle {

  /**
   * Creates the environment of the job.
   *
   * @return the variables that the CI system sets, in a stable order
   */
  Map<String, String> environment();

  /**
   * Returns the issuer that registries usually trust.
   *
   * @return the issuer
   */
  OidcIssuer issuer();

  /** Removes what the CI system wrote to this machine. */
  @Override
  default void close() throws IOException {}
}
