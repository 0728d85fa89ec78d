/** Wheels and source distributions. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi.distribution;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
