package dev.trustedpublishing.testkit.registry.pypi.archive;

import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;

/** The messages of PyPI about archives (Warehouse, forklift/legacy.py). */
final class Rejections {

  private Rejections() {}

  static Refusal invalid(String detail) {
    return Refusal.badRequest("Invalid distribution file. " + detail);
  }

  /** Python's libraries can't read the file: PyPI has no text for that, and prints None. */
  static Refusal unreadable() {
    return invalid("None");
  }

  /** Python's libraries fail in a way that PyPI does not expect. */
  static Refusal unexpected() {
    return new Refusal(500, "Internal Server Error");
  }
}
