/** Uploads, and the meaning of their errors. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi.upload;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
