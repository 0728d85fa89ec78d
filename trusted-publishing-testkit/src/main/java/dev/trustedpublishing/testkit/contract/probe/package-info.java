/** The inputs and checks that the contracts use against an implementation and its fixture. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.contract.probe;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
