/** An OpenID Connect issuer with the shape of the one that GitHub Actions has. */
@NullMarked
package dev.trustedpublishing.testkit.oidc;

import org.jspecify.annotations.NullMarked;
