package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import java.util.Optional;

/**
 * Gets identity tokens from one CI system. Found by {@link java.util.ServiceLoader}; needs a public
 * constructor without parameters (or a static {@code provider()} method in a named module) that
 * does no work.
 *
 * <p>Implementations are stateless and thread-safe, read no environment variables and open no
 * connections themselves: both are handed in.
 */
public interface IdentityProvider {
  /**
   * Returns the provider's stable id. Two providers with one id are an error that names both jars.
   *
   * @return lower-case letters, digits and hyphens: {@code github}
   */
  String id();

  /**
   * Looks whether the job runs on this CI system. Touches neither network nor files, and compares
   * values exactly.
   *
   * @param environment the job's variables
   * @return what was found
   */
  Detection detect(CiEnvironment environment);

  /**
   * Gets an identity token. Called only after {@link #detect} said that the system is available.
   * One call is one attempt; the pipeline repeats it where the exception says that {@linkplain
   * dev.trustedpublishing.api.TrustedPublishingException#retryCanHelp() a retry can help}.
   *
   * @param request for whom the token must be
   * @param context everything that touches the world
   * @return the token, read with {@link SpiContext#readIdentityToken}
   * @throws dev.trustedpublishing.api.TrustedPublishingException with an {@code identity.*} or
   *     {@code temporary.*} code
   */
  IdentityToken obtain(IdentityRequest request, SpiContext context);

  /**
   * Returns the line that tells this CI system to hide a secret in its logs.
   *
   * @param secret the secret, without line breaks
   * @return the line to print; empty if the system has no such command
   */
  default Optional<Secret> maskingCommand(Secret secret) {
    return Optional.empty();
  }
}
