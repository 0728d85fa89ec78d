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
 * Everything that touches the world, handed in to SPI code, which therefore can be tested without a
 * CI system and without a registry. Thread-safe.
 */
public interface SpiContext {
  /**
   * Returns the variables of the CI job.
   *
   * @return the environment
   */
  CiEnvironment environment();

  /**
   * Returns the folder that the job works in, where a project's own configuration lies.
   *
   * @return the folder; that of the process where the caller named no other
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
   * Returns the way to servers.
   *
   * @return the transport
   */
  HttpTransport http();

  /**
   * Returns the way to command-line tools, for CI systems that give identity tokens through one.
   *
   * @return the process runner
   */
  ProcessRunner processes();

  /**
   * Returns the reader and writer of JSON.
   *
   * @return strict JSON
   */
  Json json();

  /**
   * Reads an identity token: takes it apart, strictly and without verifying it.
   *
   * @param jwt the token as the CI system gave it; the pipeline closes it when it was exchanged, so
   *     whoever wants to keep it gives a copy
   * @param supply whether another one can be had
   * @return the token with its claims
   * @throws dev.trustedpublishing.api.TrustedPublishingException {@code identity.malformed} if it
   *     is no JWT; never quotes it
   */
  IdentityToken readIdentityToken(Secret jwt, IdentityToken.Supply supply);

  /**
   * Returns what the caller wants with attestations that exist already.
   *
   * @return the choice; {@link Attestations#AUTO} where the caller made none
   */
  default Attestations attestations() {
    return Attestations.AUTO;
  }

  /**
   * Tells the caller about something that does not stop the run.
   *
   * @param warning what should be looked at
   */
  void warn(Problem warning);
}
