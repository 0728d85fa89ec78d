/** The formats of the audit trail: JSON lines, CloudEvents, the hash chain, the report table. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.audit.format;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
