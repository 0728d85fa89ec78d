/** An OpenID Connect issuer with the shape of the one that GitHub Actions has. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.oidc;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
