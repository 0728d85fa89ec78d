/** Finds SPI implementations with {@code ServiceLoader} and selects among them. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.discovery;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
