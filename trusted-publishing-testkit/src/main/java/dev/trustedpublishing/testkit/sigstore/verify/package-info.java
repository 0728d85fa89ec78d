/** Verifies signed statements as the registries do, with a trusted root. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.sigstore.verify;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
