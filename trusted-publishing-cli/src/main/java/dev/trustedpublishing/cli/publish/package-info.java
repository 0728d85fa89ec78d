/** {@code publish}. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.cli.publish;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
