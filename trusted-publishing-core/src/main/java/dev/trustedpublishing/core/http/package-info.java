/**
 * HTTP/1.1 over Apache HttpClient's asynchronous engine, which alone of the clients that were
 * measured notices a rejection while it is still sending.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.core.http;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
