package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.Json;
import java.nio.file.Path;
import java.time.Clock;

/**
 * All access to the outside world, passed in to SPI code, which can therefore be tested without a
 * CI system and without a registry. Thread-safe.
 */
public interface SpiContext {
  /**
   * Returns the environment variables of the CI job.
   *
   * @return the environment
   */
  CiEnvironment environment();

  /**
   * Returns the project folder, which may contain configuration files.
   *
   * @return the folder; by default that of the process
   */
  default Path folder() {
    return Path.of("");
  }

  /**
   * Returns the wall clock, in UTC.
   *
   * @return the clock
   */
  Clock clock();

  /**
   * Returns the HTTP transport.
   *
   * @return the transport
   */
  HttpTransport http();

  /**
   * Returns the process runner, for CI systems that issue identity tokens through a command-line
   * tool.
   *
   * @return the process runner
   */
  ProcessRunner processes();

  /**
   * Returns the JSON reader and writer.
   *
   * @return strict JSON
   */
  Json json();

  /**
   * Parses an identity token, strictly and without verifying it.
   *
   * @param jwt the token as issued by the CI system; the pipeline closes it after the exchange, so
   *     pass a copy to keep it
   * @param supply whether another one is available
   * @return the token with its claims
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code identity.malformed} if it
   *     is not a JWT; never quotes it
   */
  IdentityToken readIdentityToken(Secret jwt, IdentityToken.Supply supply);

  /**
   * Returns whether files are published with attestations.
   *
   * @return the setting; by default {@link Attestations#AUTO}
   */
  default Attestations attestations() {
    return Attestations.AUTO;
  }

  /**
   * Returns whether this run makes missing attestations: then the plan does not reject their
   * absence.
   *
   * @return true if {@link RepositoryClient#statement} will be called; by default false
   */
  default boolean makesAttestations() {
    return false;
  }

  /**
   * Reports a problem that does not stop the run.
   *
   * @param warning the problem to report
   */
  void warn(Problem warning);
}
