/** Trusted publishers and how claims are compared with them. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.pypi.publisher;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
