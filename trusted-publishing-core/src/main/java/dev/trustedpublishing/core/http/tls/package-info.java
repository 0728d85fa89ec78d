/** TLS: trusted certificates, verification, and sending at the pace of the socket. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.http.tls;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
