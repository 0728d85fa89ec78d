package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Field;
import dev.trustedpublishing.setup.registration.Registration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One field that the registry compares (Warehouse, oidc/models; npm's documentation of trusted
 * publishing). Immutable.
 *
 * @param field the field
 * @param rule how it compares
 * @param presented what this job would present; empty if it is unknown
 * @param expected the expected registration; empty if the caller did not specify it
 * @param verdict {@code same}, {@code differs}, {@code unknown} or {@code not compared}
 */
public record FieldCheck(
    Field field,
    String rule,
    Optional<String> presented,
    Optional<String> expected,
    String verdict) {
  private static final String DIFFERS = "differs";

  /** Compares all fields as a registry does. */
  static List<FieldCheck> of(
      String repositoryId, CiSystem ci, Registration presented, Registration expected) {
    boolean npm = repositoryId.equals("npm");
    return Arrays.stream(Field.values())
        .map(field -> {
          boolean anyCase = ignoringCase(npm, ci).contains(field);
          return new FieldCheck(
              field,
              rule(field, npm, ci, anyCase ? "case-insensitive" : "exact match, case-sensitive"),
              presented.value(field),
              expected.value(field),
              verdict(field, anyCase, presented.value(field), expected.value(field)));
        })
        .toList();
  }

  /**
   * Returns whether the registry would reject the job for this field.
   *
   * @return true if both sides are known and do not match
   */
  public boolean isDifferent() {
    return verdict.equals(DIFFERS);
  }

  private static Set<Field> ignoringCase(boolean npm, CiSystem ci) {
    if (npm) {
      return Set.of();
    }
    return ci == CiSystem.GITHUB
        ? Set.of(Field.ENVIRONMENT)
        : Set.of(Field.OWNER, Field.REPOSITORY);
  }

  private static String rule(Field field, boolean npm, CiSystem ci, String how) {
    boolean github = ci == CiSystem.GITHUB;
    return switch (field) {
      case OWNER -> github && !npm ? how + ", and the owner's numeric id" : how;
      case REPOSITORY -> how;
      case WORKFLOW -> {
        String gitHubFile =
            npm
                ? "the file that was started (workflow_ref)"
                : "the file that defines the job (job_workflow_ref)";
        yield (github ? gitHubFile : "the top-level pipeline file") + ", " + how;
      }
      case ENVIRONMENT -> how + "; any, if none is registered";
    };
  }

  private static String verdict(
      Field field, boolean anyCase, Optional<String> presented, Optional<String> expected) {
    if (expected.isEmpty()) {
      return "not compared";
    }
    String registered = expected.get();
    if (field == Field.ENVIRONMENT && registered.isEmpty()) {
      return "same";
    }
    return presented
        .map(value -> anyCase ? value.equalsIgnoreCase(registered) : value.equals(registered))
        .map(same -> same ? "same" : DIFFERS)
        .orElse("unknown");
  }
}
