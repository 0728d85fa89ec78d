/**
 * Faults below HTTP, for tests of whatever talks to a registry: a server that does to each
 * connection what a script says, and a proxy that injects network faults between a client and a
 * real server. Both work on real sockets of 127.0.0.1, in plain text or over TLS. What they do
 * depends on the script and on a seed, never on chance.
 *
 * <p>Faults that are HTTP, such as a wrong status or a dropped response, are easier to have from
 * {@link dev.trustedpublishing.testkit.http.FaultScript}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.fault;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
