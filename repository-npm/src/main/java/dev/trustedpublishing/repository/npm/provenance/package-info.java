/** Provenance bundles. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.npm.provenance;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
