/** Verification of everything that a Sigstore instance answers. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.attestation.sigstore.check;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
