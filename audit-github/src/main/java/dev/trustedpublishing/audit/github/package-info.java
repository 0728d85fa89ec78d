/** Annotations and a job summary on GitHub Actions. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.audit.github;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
