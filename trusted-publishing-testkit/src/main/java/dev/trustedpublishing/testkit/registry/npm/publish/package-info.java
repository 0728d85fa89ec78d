/** Receives publish documents. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.npm.publish;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
