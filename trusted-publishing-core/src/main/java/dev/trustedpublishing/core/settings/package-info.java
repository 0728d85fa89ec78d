/**
 * Settings of the caller: the source of the identity token, and when a stored credential may be
 * used.
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.settings;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
