/** The loopback HTTP server of the issuer and the registries, and the faults that it can inject. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.http;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
