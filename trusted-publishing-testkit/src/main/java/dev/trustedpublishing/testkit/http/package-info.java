/**
 * The loopback HTTP server under the issuer and the registries, and the faults it can be told to
 * have.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.http;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
