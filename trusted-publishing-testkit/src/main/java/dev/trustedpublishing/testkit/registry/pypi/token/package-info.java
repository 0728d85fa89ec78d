/** Token exchange of the embedded PyPI. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.pypi.token;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
