/** TLS: trusted certificates, and their verification. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.http.tls;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
