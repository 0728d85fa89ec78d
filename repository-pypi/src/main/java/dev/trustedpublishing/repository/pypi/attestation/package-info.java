/** Attestations that are next to distributions (PEP 740). */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.repository.pypi.attestation;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
