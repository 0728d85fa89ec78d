package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.core.retry.RetryPolicies;

/**
 * The identity of the job in one run.
 *
 * @param provider issues the identity tokens
 * @param mask hides secrets in the logs of the detected CI systems
 */
public record SelectedIdentity(IdentityProvider provider, SecretMasker mask) {

  /** The retry policy for obtaining a token. */
  public RetryPolicies.Call retries() {
    return provider instanceof SuppliedTokenProvider handCarried
        ? handCarried.retries()
        : RetryPolicies.Call.OBTAIN;
  }
}
