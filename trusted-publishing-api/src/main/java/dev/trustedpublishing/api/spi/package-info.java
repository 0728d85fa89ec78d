/**
 * The interfaces that provider and registry jars implement, and what the library passes to them.
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api.spi;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
