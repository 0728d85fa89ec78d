/** Artifacts, registries, API tokens, and results. */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api.artifact;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
