/** A package registry that is an npm registry and really verifies. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.npm;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
