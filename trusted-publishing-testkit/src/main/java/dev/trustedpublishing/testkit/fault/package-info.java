/**
 * Faults below HTTP, for tests of code that sends requests to a registry: a server that runs a
 * script on each connection, and a proxy that injects network faults between a client and a real
 * server. Both use real sockets on 127.0.0.1, with or without TLS. Their behavior depends only on
 * the script and on a seed.
 *
 * <p>For faults at the level of HTTP, such as a wrong status or a dropped response, use {@link
 * dev.trustedpublishing.testkit.http.FaultScript}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.fault;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
