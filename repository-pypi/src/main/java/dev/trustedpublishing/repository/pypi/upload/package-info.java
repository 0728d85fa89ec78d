/** Uploads, and the meaning of the errors that they get. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi.upload;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
