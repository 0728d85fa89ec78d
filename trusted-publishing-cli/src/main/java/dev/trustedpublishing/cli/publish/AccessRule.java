package dev.trustedpublishing.cli.publish;

import java.util.Locale;

/** The values of {@code --access}. The same as npm's own, which the help must not load. */
enum AccessRule {
  /** Everybody may install it. */
  PUBLIC,
  /** Those whom its owners let in. */
  RESTRICTED;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
