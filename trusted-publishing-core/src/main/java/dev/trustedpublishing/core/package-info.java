/**
 * The entry point: {@link dev.trustedpublishing.core.TrustedPublisher} plans, obtains, exchanges,
 * publishes and revokes.
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.core;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
