package dev.trustedpublishing.integration.faults.cell;

import dev.trustedpublishing.integration.faults.injection.RequestFault;

/**
 * What goes wrong with the first attempt of one call, whichever call that is.
 *
 * @param level where it happens
 * @param kibibytes how large the file of the run is
 * @param preparation what it takes
 */
record CellFault(Level level, int kibibytes, Preparation preparation) {
  /** Where a fault happens. */
  enum Level {
    /** Below HTTP: the one who plays it does not know what a request is. */
    CONNECTION,
    /** A server that understood the request does something else with it. */
    REQUEST
  }

  /** Sets up the route. */
  @FunctionalInterface
  interface Preparation {
    void apply(FaultyRoute route) throws Exception;
  }

  static CellFault ofConnection(Preparation preparation) {
    return new CellFault(Level.CONNECTION, 1, preparation);
  }

  static CellFault ofRequest(Preparation preparation) {
    return new CellFault(Level.REQUEST, 1, preparation);
  }

  static CellFault of(RequestFault.Action action) {
    return ofRequest(route -> route.action(action));
  }

  CellFault with(int size) {
    return new CellFault(level, size, preparation);
  }

  /** The same, and something more. */
  CellFault and(Preparation more) {
    return new CellFault(
        level,
        kibibytes,
        route -> {
          preparation.apply(route);
          more.apply(route);
        });
  }
}
