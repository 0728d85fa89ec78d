package dev.trustedpublishing.cli.publish;

import java.util.Locale;

/**
 * The values of {@code --trusted-publishing}. The same as core's own, which the help must not load.
 */
enum IdentityRule {
  /** Nothing else. */
  ALWAYS,
  /** Wherever a CI system is present. */
  AUTOMATIC,
  /** Only the stored credential. */
  NEVER;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
