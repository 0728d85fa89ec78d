/** Validates the files of a run. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi.plan;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
