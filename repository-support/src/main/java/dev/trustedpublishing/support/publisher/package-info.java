/** Views of the claims that registries compare, and strings about the publisher to register. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.support.publisher;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
