package dev.trustedpublishing.integration.faults;

/**
 * What goes wrong with the first attempt of one call, whichever call that is.
 *
 * @param level where it happens
 * @param kibibytes how large the file of the run is
 * @param preparation what it takes
 */
record Fault(Level level, int kibibytes, Preparation preparation) {
  /** Where a fault happens. */
  enum Level {
    /** Below HTTP: whoever plays it does not know what a request is. */
    CONNECTION,
    /** A server that understood the request does something else with it. */
    REQUEST
  }

  /** Sets a detour up. */
  @FunctionalInterface
  interface Preparation {
    void apply(Detour detour) throws Exception;
  }

  static Fault ofConnection(Preparation preparation) {
    return new Fault(Level.CONNECTION, 1, preparation);
  }

  static Fault ofRequest(Preparation preparation) {
    return new Fault(Level.REQUEST, 1, preparation);
  }

  static Fault of(Mishap.Action action) {
    return ofRequest(detour -> detour.action(action));
  }

  Fault with(int size) {
    return new Fault(level, size, preparation);
  }

  /** The same, and something more. */
  Fault and(Preparation more) {
    return new Fault(
        level,
        kibibytes,
        detour -> {
          preparation.apply(detour);
          more.apply(detour);
        });
  }
}
