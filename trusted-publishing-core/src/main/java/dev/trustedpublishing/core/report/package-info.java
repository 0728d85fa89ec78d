/** The reports of runs. */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.report;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
