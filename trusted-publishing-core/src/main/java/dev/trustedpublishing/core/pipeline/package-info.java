/** The pipeline: plan, obtain, exchange, publish, revoke. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.pipeline;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
