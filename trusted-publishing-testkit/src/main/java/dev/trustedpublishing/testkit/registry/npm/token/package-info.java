/** Token exchange of the embedded npm registry. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.npm.token;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
