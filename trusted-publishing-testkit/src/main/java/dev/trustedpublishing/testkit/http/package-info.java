/**
 * The loopback HTTP server under the issuer and the registries, and the faults it can be told to
 * have.
 */
@NullMarked
package dev.trustedpublishing.testkit.http;

import org.jspecify.annotations.NullMarked;
