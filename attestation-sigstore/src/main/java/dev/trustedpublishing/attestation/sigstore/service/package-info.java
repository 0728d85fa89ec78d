/** The requests to a Sigstore instance. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.attestation.sigstore.service;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
