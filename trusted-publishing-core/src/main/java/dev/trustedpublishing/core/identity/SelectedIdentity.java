package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.core.retry.RetryPolicies;

/**
 * Who speaks for the job in one run.
 *
 * @param provider gives the identity tokens
 * @param mask hides secrets in the logs of the CI systems that are here
 */
public record SelectedIdentity(IdentityProvider provider, SecretMasker mask) {

  /** Which row of the table says how often a token is asked for. */
  public RetryPolicies.Call retries() {
    return provider instanceof SuppliedTokenProvider handCarried
        ? handCarried.retries()
        : RetryPolicies.Call.OBTAIN;
  }
}
