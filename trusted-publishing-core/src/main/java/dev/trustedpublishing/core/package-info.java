/**
 * The pipeline: {@link dev.trustedpublishing.core.TrustedPublisher} plans, obtains, exchanges,
 * publishes and revokes.
 */
@NullMarked
package dev.trustedpublishing.core;

import org.jspecify.annotations.NullMarked;
