/** A sandbox for trusted publishing: an identity issuer and a registry on one loopback port. */
@NullMarked
package dev.trustedpublishing.testkit;

import org.jspecify.annotations.NullMarked;
