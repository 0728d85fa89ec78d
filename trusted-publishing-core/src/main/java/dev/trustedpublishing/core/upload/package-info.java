/** The state of one upload, and what uploads share: threads, concurrency, progress, rate. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.upload;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
