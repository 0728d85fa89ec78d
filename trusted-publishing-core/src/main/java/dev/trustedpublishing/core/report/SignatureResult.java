package dev.trustedpublishing.core.report;

import dev.trustedpublishing.api.Problem;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an identity token is signed with a key that its issuer publishes. Immutable.
 *
 * @param verdict the result
 * @param issuer the issuer that the token names, safe to print
 * @param problem what is wrong with the signature, or why it could not be checked; empty if valid
 */
public record SignatureResult(Verdict verdict, String issuer, Optional<Problem> problem) {

  /** The possible results. */
  public enum Verdict {
    /** A key that the issuer publishes made the signature. */
    VALID,
    /** None of the keys that the issuer publishes made the signature. */
    INVALID,
    /** The keys of the issuer could not be fetched. */
    NOT_CHECKED;

    /** The verdict's name in documents. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Returns the result for people.
   *
   * @return a part of a sentence that follows "Signature of the identity token: "
   */
  public String text() {
    return switch (verdict) {
      case VALID -> "valid, by a key published by " + issuer;
      case INVALID -> "invalid: no key published by " + issuer + " matches";
      case NOT_CHECKED ->
          "could not be checked: " + problem.map(SignatureResult::reason).orElse("");
    };
  }

  private static String reason(Problem problem) {
    return problem.what() + problem.found().map(found -> " Found: " + found).orElse("");
  }

  /**
   * Returns the result for programs: the members of a JSON object, in a fixed order.
   *
   * @return name to string; a copy
   */
  public Map<String, Object> attributes() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("verdict", verdict.toString());
    members.put("issuer", issuer);
    problem.ifPresent(present -> members.put("reason", reason(present)));
    return members;
  }
}
