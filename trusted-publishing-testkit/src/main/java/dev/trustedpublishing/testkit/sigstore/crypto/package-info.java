/**
 * DER, X.509 certificates, keys and envelopes, because the JDK can read certificates but not write
 * them.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.sigstore.crypto;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
