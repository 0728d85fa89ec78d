/** Reads what the registry has of a package. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.npm.packument;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
