package dev.trustedpublishing.cli.job;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Variables of other tools that mean the same as one of ours (docs/migrating.md).
 *
 * @param environment the variables of the process
 */
public record OtherTools(Map<String, String> environment) {
  private static final String CERTIFICATES = "SSL_CERT_FILE";
  private static final String OF_TWINE = "TWINE_CERT";

  /** The variables, and ours in the place of theirs where ours is not set. */
  public Map<String, String> translated() {
    String theirs = environment.getOrDefault(OF_TWINE, "");
    if (theirs.isBlank() || !environment.getOrDefault(CERTIFICATES, "").isBlank()) {
      return environment;
    }
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(CERTIFICATES, theirs);
    return all;
  }

  /** Says nothing: the environment holds secrets. */
  @Override
  public String toString() {
    return "OtherTools";
  }
}
