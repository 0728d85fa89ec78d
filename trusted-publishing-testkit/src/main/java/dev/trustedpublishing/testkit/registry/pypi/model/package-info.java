/** The values of the embedded PyPI. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.pypi.model;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
