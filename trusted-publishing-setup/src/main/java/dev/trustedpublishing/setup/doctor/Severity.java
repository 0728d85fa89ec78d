package dev.trustedpublishing.setup.doctor;

import java.util.Locale;

/** How bad a finding is. */
public enum Severity {
  /** Publishing does not work like this. */
  ERROR,
  /** Publishing may work, and something should be put right. */
  WARNING;

  /** The severity's name, lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
