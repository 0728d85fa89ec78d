/** HTTP: requests, bodies, responses, and the outcome of an attempt. */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api.http;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
