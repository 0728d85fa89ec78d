/** Runs as traces and metrics of OpenTelemetry. */
@NullMarked
package dev.trustedpublishing.audit.opentelemetry;

import org.jspecify.annotations.NullMarked;
