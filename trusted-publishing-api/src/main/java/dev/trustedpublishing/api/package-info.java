/**
 * The basic types: secrets, origins, stages, error codes, problems, and the exception that contains
 * them.
 *
 * <p>In all packages of this project: no parameter or result is null unless it is marked
 * {@code @Nullable}; returned lists, sets, and maps are unmodifiable.
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
