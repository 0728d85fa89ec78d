/** Diagnoses a job: what prevents it from publishing, and what is left to clean up. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.setup.doctor;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
