/** Runs as traces and metrics of OpenTelemetry. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.audit.opentelemetry;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
