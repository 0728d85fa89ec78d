/** An OpenID Connect issuer in the form of GitHub's and GitLab's. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.oidc;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
