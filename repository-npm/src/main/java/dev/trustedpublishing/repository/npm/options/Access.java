package dev.trustedpublishing.repository.npm.options;

import java.util.Locale;
import java.util.Optional;

/** Who may install a package. If not set, the access of the package does not change. */
public enum Access {
  /** Everyone. */
  PUBLIC,
  /** Those whom its owners let in; packages with a scope only. */
  RESTRICTED;

  /**
   * Parses npm's name of an access level.
   *
   * @param word {@code public} or {@code restricted}; {@code private} means the latter
   * @return the access; empty for another name
   */
  public static Optional<Access> of(String word) {
    return switch (word) {
      case "public" -> Optional.of(PUBLIC);
      case "restricted", "private" -> Optional.of(RESTRICTED);
      default -> Optional.empty();
    };
  }

  /**
   * Returns npm's name of the access level.
   *
   * @return {@code public} or {@code restricted}
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
