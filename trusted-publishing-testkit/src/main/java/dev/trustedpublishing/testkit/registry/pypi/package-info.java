/** A package registry in the form of PyPI that verifies everything it receives. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.pypi;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
