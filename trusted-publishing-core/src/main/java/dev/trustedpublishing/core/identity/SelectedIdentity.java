package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.core.retry.RetryPolicies;
import java.util.List;
import java.util.function.Consumer;

/**
 * The identity of the job in one run.
 *
 * @param provider issues the identity tokens
 * @param retries the retry policy for obtaining one
 * @param detected the providers of all detected CI systems
 * @param commands receives the commands that mask secrets in the logs of these systems
 */
public record SelectedIdentity(
    IdentityProvider provider,
    RetryPolicies.Call retries,
    List<IdentityProvider> detected,
    Consumer<String> commands) {

  public SelectedIdentity with(IdentityProvider other) {
    return new SelectedIdentity(other, retries, detected, commands);
  }

  /** Masks a secret in the logs of every detected system: a supplied token must be hidden too. */
  public void hide(Secret secret) {
    // A line break would end the command and start another one.
    if (secret.isHeaderSafe()) {
      for (IdentityProvider system : detected) {
        system.maskingCommand(secret).map(Secret::reveal).ifPresent(commands);
      }
    }
  }
}
