/** Reads the Simple API. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi.index;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
