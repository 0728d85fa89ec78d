package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Field;
import dev.trustedpublishing.setup.registration.Registration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a registry compares a job with a registration (Warehouse, oidc/models; npm's documentation of
 * trusted publishing).
 *
 * @param repositoryId the package repository's id
 * @param ci the CI system
 */
record Comparison(String repositoryId, CiSystem ci) {
  private static final String EXACTLY = "exact match, case-sensitive";
  private static final String IGNORING_CASE = "case-insensitive";

  List<FieldCheck> of(Registration presented, Registration expected) {
    return Arrays.stream(Field.values())
        .map(field -> check(field, presented.value(field), expected.value(field)))
        .toList();
  }

  private FieldCheck check(Field field, Optional<String> presented, Optional<String> expected) {
    return new FieldCheck(
        field, rule(field), presented, expected, verdict(field, presented, expected));
  }

  private String verdict(Field field, Optional<String> presented, Optional<String> expected) {
    if (expected.isEmpty()) {
      return "not compared";
    }
    boolean any = field == Field.ENVIRONMENT && expected.get().isEmpty();
    if (any) {
      return "same";
    }
    if (presented.isEmpty()) {
      return "unknown";
    }
    boolean same =
        ignoresCase(field)
            ? presented.get().equalsIgnoreCase(expected.get())
            : presented.equals(expected);
    return same ? "same" : FieldCheck.DIFFERS;
  }

  private String rule(Field field) {
    String how = ignoresCase(field) ? IGNORING_CASE : EXACTLY;
    return switch (field) {
      case OWNER -> isPyPi() && ci == CiSystem.GITHUB ? how + ", and the owner's numeric id" : how;
      case REPOSITORY -> how;
      case WORKFLOW -> workflow() + ", " + how;
      case ENVIRONMENT -> how + "; any, if none is registered";
    };
  }

  private String workflow() {
    if (ci == CiSystem.GITLAB) {
      return "the top-level pipeline file";
    }
    return isPyPi()
        ? "the file that defines the job (job_workflow_ref)"
        : "the file that was started (workflow_ref)";
  }

  /** GitHub's environments at PyPI, and GitLab's project paths at PyPI. */
  private boolean ignoresCase(Field field) {
    if (!isPyPi()) {
      return false;
    }
    return ci == CiSystem.GITHUB
        ? field == Field.ENVIRONMENT
        : field == Field.OWNER || field == Field.REPOSITORY;
  }

  private boolean isPyPi() {
    return !repositoryId.equals("npm");
  }
}
