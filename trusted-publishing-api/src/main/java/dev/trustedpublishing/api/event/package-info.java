/** The audit trail of a run: a sealed set of events and the sinks that receive them. */
@NullMarked
package dev.trustedpublishing.api.event;

import org.jspecify.annotations.NullMarked;
