/**
 * What a caller can choose beside the repository: where the identity token comes from, and when a
 * stored credential may be used.
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.settings;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
