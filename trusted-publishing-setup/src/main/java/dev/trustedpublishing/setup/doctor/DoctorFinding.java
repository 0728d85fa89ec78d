package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.api.Problem;

/**
 * A finding of the doctor. Immutable.
 *
 * @param severity its severity
 * @param problem what it is, the evidence ({@link Problem#found}), and the fix ({@link
 *     Problem#remedy})
 */
public record DoctorFinding(Severity severity, Problem problem) {
  static DoctorFinding error(Problem problem) {
    return new DoctorFinding(Severity.ERROR, problem);
  }

  static DoctorFinding warning(Problem problem) {
    return new DoctorFinding(Severity.WARNING, problem);
  }
}
