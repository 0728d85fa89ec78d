/**
 * What every SPI jar must do, as tests: extend a contract, say how to set up the CI job or the
 * registry, and run it with JUnit. Needs JUnit Jupiter, which the testkit does not bring along.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@NullMarked
package dev.trustedpublishing.testkit.contract;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
