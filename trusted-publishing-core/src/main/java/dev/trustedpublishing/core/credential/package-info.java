/** Decides whether a run uses trusted publishing or a stored credential. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.credential;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
