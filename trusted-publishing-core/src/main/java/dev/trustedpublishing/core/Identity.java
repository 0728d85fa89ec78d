package dev.trustedpublishing.core;

import dev.trustedpublishing.api.spi.IdentityProvider;

/**
 * Who speaks for the job in one run.
 *
 * @param provider gives the identity tokens
 * @param mask hides secrets in the logs of the CI systems that are here
 */
record Identity(IdentityProvider provider, LogMask mask) {

  /** Which row of the table says how often a token is asked for. */
  RetryPolicies.Call retries() {
    return provider instanceof HandCarried handCarried
        ? handCarried.retries()
        : RetryPolicies.Call.OBTAIN;
  }
}
