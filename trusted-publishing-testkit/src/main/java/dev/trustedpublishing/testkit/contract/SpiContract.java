package dev.trustedpublishing.testkit.contract;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * What an implementation of any SPI must not do: it must access the environment through its context
 * only.
 */
abstract class SpiContract {

  /** For the contracts. */
  SpiContract() {}

  /** The implementation. */
  abstract Object implementation();

  @Test
  void implementation_readsNoProcessEnvironment() throws IOException {
    SpiRules.requireNoEnvironment(implementation());
  }

  @Test
  void implementation_opensNoConnections() throws IOException {
    SpiRules.requireNoConnections(implementation());
  }

  @Test
  void implementation_startsNoProcesses() throws IOException {
    SpiRules.requireNoProcesses(implementation());
  }

  @Test
  void implementation_printsNothing() throws IOException {
    SpiRules.requireNoConsole(implementation());
  }
}
