/** The documents that describe packages. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.npm.packument;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
