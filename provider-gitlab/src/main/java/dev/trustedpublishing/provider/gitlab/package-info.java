/** Identity tokens from GitLab CI/CD (identity-providers.md section 2). */
@NullMarked
package dev.trustedpublishing.provider.gitlab;

import org.jspecify.annotations.NullMarked;
