package dev.trustedpublishing.setup.doctor;

import java.util.Locale;

/** The severity of a finding. */
public enum Severity {
  /** Publishing does not work. */
  ERROR,
  /** Publishing may work, but something should be fixed. */
  WARNING;

  /** The severity's name, lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
