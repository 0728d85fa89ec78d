/** The audit trail of a run: a sealed set of events and the sinks that receive them. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.audit;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
