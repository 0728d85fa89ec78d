/** Core metadata and its rules. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi.metadata;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
