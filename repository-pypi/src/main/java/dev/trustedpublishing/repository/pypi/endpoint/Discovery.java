package dev.trustedpublishing.repository.pypi.endpoint;

import dev.trustedpublishing.api.spi.SpiContext;
import org.jspecify.annotations.Nullable;

/** Finds out once in a run where an index trades tokens. Thread-safe. */
public final class Discovery {
  private final RegistryEndpoints endpoints;
  private final SpiContext context;
  private @Nullable TokenEndpoints known;

  public Discovery(RegistryEndpoints endpoints, SpiContext context) {
    this.endpoints = endpoints;
    this.context = context;
  }

  /** Asks the index, except PyPI and TestPyPI, which serve nothing for it (PEP 807). */
  public synchronized TokenEndpoints tokenEndpoints() {
    if (known == null) {
      known =
          endpoints.isWellKnown()
              ? TokenEndpoints.usual(endpoints)
              : new EndpointDiscovery(endpoints, context).send();
    }
    return known;
  }
}
