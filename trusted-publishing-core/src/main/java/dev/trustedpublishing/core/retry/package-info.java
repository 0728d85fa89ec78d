/** The retry policies and their budget. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.retry;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
