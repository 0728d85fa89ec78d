/** Identity tokens from GitHub Actions (identity-providers.md sections 1 and 6). */
@NullMarked
package dev.trustedpublishing.provider.github;

import org.jspecify.annotations.NullMarked;
