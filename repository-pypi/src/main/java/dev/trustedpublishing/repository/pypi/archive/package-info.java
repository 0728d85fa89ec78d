/** Reads ZIP and tar archives. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi.archive;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
