package dev.trustedpublishing.setup.doctor;

import dev.trustedpublishing.setup.registration.Field;
import java.util.Optional;

/**
 * One field that the registry compares. Immutable.
 *
 * @param field the field
 * @param rule how it compares
 * @param presented what this job would present; empty if that is not known
 * @param expected what is expected to be registered; empty if nobody said
 * @param verdict {@code same}, {@code differs}, {@code unknown} or {@code not compared}
 */
public record FieldCheck(
    Field field,
    String rule,
    Optional<String> presented,
    Optional<String> expected,
    String verdict) {
  static final String DIFFERS = "differs";

  /**
   * Returns whether the registry would reject the job for this field.
   *
   * @return true if both sides are known and do not fit
   */
  public boolean isDifferent() {
    return verdict.equals(DIFFERS);
  }
}
