/**
 * What every SPI jar must do, as tests: extend a contract, say how to set up the CI job or the
 * registry, and run it with JUnit. Needs JUnit Jupiter, which the testkit does not bring along.
 */
@NullMarked
package dev.trustedpublishing.testkit.contract;

import org.jspecify.annotations.NullMarked;
