/** Identity tokens from CircleCI (CircleCI's documentation of OpenID Connect tokens). */
@API(status = API.Status.STABLE, since = "0.1")
@NullMarked
package dev.trustedpublishing.provider.circleci;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
