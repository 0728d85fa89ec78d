package dev.trustedpublishing.repository.npm.options;

import java.util.Locale;
import java.util.Optional;

/** Who may install a package. Without a choice the registry keeps what the package has. */
public enum Access {
  /** Everyone. */
  PUBLIC,
  /** Those whom its owners let in; packages with a scope only. */
  RESTRICTED;

  /**
   * Reads the word that npm uses.
   *
   * @param word {@code public} or {@code restricted}; {@code private} means the latter
   * @return the choice; empty for another word
   */
  public static Optional<Access> of(String word) {
    return switch (word) {
      case "public" -> Optional.of(PUBLIC);
      case "restricted", "private" -> Optional.of(RESTRICTED);
      default -> Optional.empty();
    };
  }

  /**
   * Returns the word that npm uses.
   *
   * @return {@code public} or {@code restricted}
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
