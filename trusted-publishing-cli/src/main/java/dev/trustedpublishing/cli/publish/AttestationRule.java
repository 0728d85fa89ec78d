package dev.trustedpublishing.cli.publish;

import java.util.Locale;

/**
 * The values of {@code --attestations}. The same as the API's own, which the help must not load.
 */
enum AttestationRule {
  /** Left where they are. */
  NONE,
  /** Those that are there are sent. */
  AUTO,
  /** Every file must have one. */
  REQUIRED;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
