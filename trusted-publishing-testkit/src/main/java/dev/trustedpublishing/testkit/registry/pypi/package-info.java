/** A package registry with the shape of PyPI that verifies everything what it is given. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.pypi;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
