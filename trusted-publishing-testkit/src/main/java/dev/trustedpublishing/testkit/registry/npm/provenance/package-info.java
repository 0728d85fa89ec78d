/** Creates and checks provenance bundles. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.npm.provenance;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
