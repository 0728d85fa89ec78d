/** Identity tokens from GitHub Actions (identity-providers.md sections 1 and 6). */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.provider.github;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
