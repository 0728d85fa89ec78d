package dev.trustedpublishing.support.publisher;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.identity.Claims;
import java.util.Optional;

/**
 * The trusted publisher that fits a job, field by field as the registry's form has them, so that a
 * user sees which field of the registration differs. Immutable.
 */
public final class PublisherFields {
  private final String text;

  private PublisherFields(String text) {
    this.text = text;
  }

  /**
   * Starts without fields.
   *
   * @return the empty list
   */
  public static PublisherFields none() {
    return new PublisherFields("a trusted publisher with exactly:");
  }

  /**
   * Starts with the issuer, for a job whose CI system has no known form.
   *
   * @param claims the claims of the job
   * @return the list
   */
  public static PublisherFields ofIssuer(Claims claims) {
    return none().with("issuer", claims.issuer()).plus("and the identity in the claims below");
  }

  /**
   * Adds a field.
   *
   * @param label the name of the field in the form
   * @param value the value that fits the job; empty if no claim has it
   * @return the longer list
   */
  public PublisherFields with(String label, Optional<String> value) {
    return plus(label + " = " + value.map(SafeText::shown).orElse("(no such claim)"));
  }

  /**
   * Adds the deployment environment, which may be registered or not.
   *
   * @param label the name of the field in the form
   * @param environment the environment of the job, if it has one
   * @return the longer list
   */
  public PublisherFields withEnvironment(String label, Optional<String> environment) {
    return plus(
        label
            + " = "
            + environment
                .map(name -> SafeText.shown(name) + " (or empty)")
                .orElse("(empty: this job has none)"));
  }

  private PublisherFields plus(String line) {
    return new PublisherFields(text + "\n  " + line);
  }

  /** Returns the list, for {@code Problem.expected}. */
  @Override
  public String toString() {
    return text;
  }
}
