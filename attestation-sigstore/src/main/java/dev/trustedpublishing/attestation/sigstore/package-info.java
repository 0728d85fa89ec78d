/** Attestations signed with Sigstore. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.attestation.sigstore;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
