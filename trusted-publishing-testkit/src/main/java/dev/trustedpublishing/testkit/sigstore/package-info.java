/**
 * A Sigstore instance that really verifies: certificate authority, certificate log, and signature
 * log.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.sigstore;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
