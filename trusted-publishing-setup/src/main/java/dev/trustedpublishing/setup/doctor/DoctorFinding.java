package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.Problem;
import java.util.Locale;

/**
 * A finding of the doctor. Immutable.
 *
 * @param severity its severity
 * @param problem what it is, the evidence ({@link Problem#found}), and the fix ({@link
 *     Problem#remedy})
 */
public record DoctorFinding(Severity severity, Problem problem) {
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

  static DoctorFinding error(Problem problem) {
    return new DoctorFinding(Severity.ERROR, problem);
  }

  static DoctorFinding warning(Problem problem) {
    return new DoctorFinding(Severity.WARNING, problem);
  }
}
