/**
 * The forms in which audit events are written and read: JSON lines, CloudEvents, the hash chain.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.audit.format;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
