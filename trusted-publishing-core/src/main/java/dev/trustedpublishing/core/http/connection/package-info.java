/** One attempt at an HTTP request on one connection, with its body streamed from disk. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.http.connection;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
