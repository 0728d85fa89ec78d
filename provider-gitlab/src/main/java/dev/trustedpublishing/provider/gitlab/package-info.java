/** Identity tokens from GitLab CI/CD (GitLab's documentation of ID tokens). */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.provider.gitlab;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
