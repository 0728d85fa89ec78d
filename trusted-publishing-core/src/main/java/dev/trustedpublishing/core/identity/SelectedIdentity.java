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
 * @param detected the providers of all detected CI systems
 * @param commands receives the commands that mask secrets in the logs of these systems
 */
public record SelectedIdentity(
    IdentityProvider provider, List<IdentityProvider> detected, Consumer<String> commands) {

  /** The retry policy for obtaining a token. */
  public RetryPolicies.Call retries() {
    return provider instanceof SuppliedTokenProvider supplied
        ? supplied.retries()
        : RetryPolicies.Call.OBTAIN;
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
