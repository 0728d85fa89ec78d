package dev.trustedpublishing.api.spi;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import java.util.Optional;

/**
 * Obtains identity tokens from one CI system. Found by {@link java.util.ServiceLoader}; needs a
 * public constructor without parameters (or a static {@code provider()} method in a named module)
 * that does no work.
 *
 * <p>Implementations are stateless and thread-safe, read no environment variables and open no
 * connections themselves: both are passed in.
 */
public interface IdentityProvider {
  /**
   * Returns the provider's stable id. Two providers with the same id are an error that names both
   * jars.
   *
   * @return lower-case letters, digits, and hyphens: {@code github}
   */
  String id();

  /**
   * Detects whether the job runs on this CI system. Uses neither network nor files, and compares
   * values exactly. What a file of the machine says is among the variables, under its path.
   *
   * @param environment the job's variables
   * @return the result
   */
  Detection detect(CiEnvironment environment);

  /**
   * Obtains an identity token. Called only after {@link #detect} reported that the system is
   * available. One call is one attempt; the pipeline retries if the exception says that {@linkplain
   * dev.trustedpublishing.api.TrustedPublishingException#retryCanHelp() a retry can help}.
   *
   * @param request the audience of the token
   * @param context the environment, clock, processes, HTTP, and JSON
   * @return the token, read with {@link SpiContext#readIdentityToken}
   * @throws dev.trustedpublishing.api.TrustedPublishingException with an {@code identity.*} or
   *     {@code temporary.*} code
   */
  IdentityToken obtain(IdentityRequest request, SpiContext context);

  /**
   * Returns the command that makes this CI system hide a secret in its logs.
   *
   * @param secret the secret, without line breaks
   * @return the line to print; empty if the system has no such command
   */
  default Optional<Secret> maskingCommand(Secret secret) {
    return Optional.empty();
  }
}
