/** What a Sigstore instance is, and which keys it is trusted with. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.attestation.sigstore.trust;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
