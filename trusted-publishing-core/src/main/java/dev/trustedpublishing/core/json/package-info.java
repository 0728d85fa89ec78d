/** Strict JSON over Jackson. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.json;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
