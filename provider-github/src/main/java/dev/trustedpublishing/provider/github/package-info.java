/**
 * Identity tokens from GitHub Actions (GitHub's OpenID Connect reference; Forgejo's documentation
 * of Actions).
 */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.provider.github;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
