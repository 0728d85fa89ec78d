/** What an author of a CI or registry jar implements, and what the library hands in. */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api.spi;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
