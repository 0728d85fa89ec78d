/** Reading and writing external JSON, strictly and with limits. */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api.json;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
