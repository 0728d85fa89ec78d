/** An npm registry for tests that verifies every request. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.npm;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
