/** Finds the registry of a package, as npm configuration states it. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.npm.config;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
