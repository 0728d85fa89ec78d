/** Identity tokens from Buildkite (the documentation and the source of its agent). */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.provider.buildkite;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
