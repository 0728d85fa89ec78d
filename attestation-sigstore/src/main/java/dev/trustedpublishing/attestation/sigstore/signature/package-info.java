/** The key of a run, and what it signs. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.attestation.sigstore.signature;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
