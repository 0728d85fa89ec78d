/** What is needed to diagnose a job, and not to publish. */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.diagnosis;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
