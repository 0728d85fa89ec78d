/**
 * HTTP/1.1 over Apache HttpClient's asynchronous engine, the only one of the tested clients that
 * notices a rejection while it is still sending.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.http;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
