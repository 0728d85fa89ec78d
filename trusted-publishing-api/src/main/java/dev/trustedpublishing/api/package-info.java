/**
 * The words that everything else uses: secrets, origins, stages, error codes, problems and the
 * exception that carries them.
 *
 * <p>Here and in all packages of this project: nothing is null, neither given nor returned, unless
 * it is marked {@code @Nullable}; lists, sets and maps that are returned can't be changed.
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
