/** The identity of the CI job: the identity token and its unverified claims. */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.api.identity;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
