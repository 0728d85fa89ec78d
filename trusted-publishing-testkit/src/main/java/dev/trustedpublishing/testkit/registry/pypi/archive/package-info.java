/** Opens uploaded archives as PyPI does. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.pypi.archive;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
