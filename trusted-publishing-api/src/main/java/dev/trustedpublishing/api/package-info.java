/**
 * The words that everything else uses: secrets, origins, stages, error codes, problems and the
 * exception that carries them.
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
