/** Request bodies, streamed from disk. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.http.body;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
