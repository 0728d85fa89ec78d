package dev.trustedpublishing.cli.job;

import dev.trustedpublishing.cli.shell.Shell;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which repository is meant: what was written, else the first of our and other tools' variables
 * that is set, else pypi. A name that {@code .pypirc} knows stands for the address there.
 *
 * @param environment the variables
 * @param pypirc the repositories of the user
 */
public record RepositorySetting(Map<String, String> environment, Pypirc pypirc) {
  /** twine lets the URL win over the name. */
  private static final List<String> VARIABLES =
      List.of(
          "TRUSTED_PUBLISH_REPOSITORY",
          "TWINE_REPOSITORY_URL",
          "UV_PUBLISH_URL",
          "TWINE_REPOSITORY");

  private static final String USUAL = "pypi";

  public static RepositorySetting in(Shell shell) {
    return new RepositorySetting(shell.environment(), Pypirc.ofUser(shell.environment()));
  }

  /** What to publish to: a name or an address. */
  public String address(Optional<String> written) {
    String name = name(written);
    return pypirc.address(name).orElse(name);
  }

  /** The name or address before {@code .pypirc} was asked. */
  public String name(Optional<String> written) {
    return written.orElseGet(() ->
        VARIABLES.stream()
            .map(variable -> environment.getOrDefault(variable, ""))
            .filter(value -> !value.isBlank())
            .findFirst()
            .orElse(USUAL));
  }

  /** Says nothing: the environment holds secrets. */
  @Override
  public String toString() {
    return "RepositorySetting";
  }
}
