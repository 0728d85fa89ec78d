/**
 * Identity tokens that the caller supplies, signature checks, and masking of secrets in CI logs.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.identity;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
