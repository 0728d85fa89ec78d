/** The common parts of fake registries. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
