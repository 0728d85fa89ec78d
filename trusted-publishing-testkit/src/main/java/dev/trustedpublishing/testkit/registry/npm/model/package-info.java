/** The values of the embedded npm registry. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.npm.model;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
