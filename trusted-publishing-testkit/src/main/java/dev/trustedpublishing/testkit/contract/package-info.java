/**
 * Tests of what every SPI jar must do: extend a contract, define how to set up the CI job or the
 * registry, and run it with JUnit. Needs JUnit Jupiter, which is not a transitive dependency of the
 * testkit.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.contract;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
