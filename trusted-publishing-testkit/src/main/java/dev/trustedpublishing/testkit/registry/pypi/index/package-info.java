/** The simple index, which installers read. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.pypi.index;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
