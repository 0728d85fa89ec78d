/** Selects the proxy of a request. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.http.proxy;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
