/** The rules of PyPI that are lists and grammars. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.registry.pypi.rule;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
