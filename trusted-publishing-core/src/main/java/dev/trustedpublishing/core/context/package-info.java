/** What SPI code receives in a run: environment, processes, and the reader of identity tokens. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.context;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
