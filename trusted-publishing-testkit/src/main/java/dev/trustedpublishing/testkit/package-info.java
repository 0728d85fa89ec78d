/** A sandbox for trusted publishing: an identity issuer and a registry on one loopback port. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
