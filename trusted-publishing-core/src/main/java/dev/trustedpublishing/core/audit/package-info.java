/** Records the events of a run and delivers them to the sinks. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.audit;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
