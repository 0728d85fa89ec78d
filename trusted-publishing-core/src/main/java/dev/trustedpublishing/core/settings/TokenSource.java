package dev.trustedpublishing.core.settings;

import dev.trustedpublishing.api.Secret;
import java.nio.file.Path;
import java.util.List;

/**
 * The source of a supplied identity token: on a CI system that is not detected, or to override the
 * detected one. Passed to {@link dev.trustedpublishing.core.TrustedPublisherBuilder#identityToken};
 * takes precedence over detection.
 *
 * <pre>{@code
 * TokenSource.variable("BITBUCKET_STEP_OIDC_TOKEN")
 * TokenSource.file(Path.of("/var/run/secrets/tokens/pypi"))
 * TokenSource.command("buildkite-agent", "oidc", "request-token", "--audience", "{audience}")
 * TokenSource.command("circleci", "run", "oidc", "get", "--claims", "{\"aud\":\"{audience}\"}")
 * }</pre>
 *
 * <p>Immutable.
 */
public sealed interface TokenSource {

  /**
   * The token itself. There is only this one, so a lost exchange can't be repeated.
   *
   * @param token the JWT
   */
  record Value(Secret token) implements TokenSource {}

  /**
   * An environment variable. It never changes in a process, so a lost exchange can't be repeated.
   *
   * @param name the variable's name
   */
  record Variable(String name) implements TokenSource {
    /** Checks the name. */
    public Variable {
      requireContent(name, "The variable name must not be blank.");
    }
  }

  /**
   * A file, read again for each exchange, because projected tokens (Kubernetes) rotate. While it
   * contains the same token, a lost exchange is not repeated.
   *
   * @param path the file, which contains only the JWT
   */
  public record File(Path path) implements TokenSource {}

  /**
   * A command that prints a new token each time: the last line of its standard output that is not
   * blank. It has 30 s, no input, and may print 64 KiB; its output is never shown.
   *
   * @param arguments the program and its arguments, without a shell; {@code {audience}} is replaced
   *     with the registry's audience
   */
  record Command(List<String> arguments) implements TokenSource {
    /** Copies the list. */
    public Command {
      arguments = List.copyOf(arguments);
      if (arguments.isEmpty()) {
        throw new IllegalArgumentException("The command must start with a program.");
      }
      requireContent(arguments.get(0), "The command must start with a program.");
    }
  }

  /**
   * Uses the token itself.
   *
   * @param token the JWT
   * @return the source
   */
  static TokenSource value(Secret token) {
    return new Value(token);
  }

  /**
   * Reads an environment variable.
   *
   * @param name the variable's name
   * @return the source
   */
  static TokenSource variable(String name) {
    return new Variable(name);
  }

  /**
   * Reads a file.
   *
   * @param path the file
   * @return the source
   */
  static TokenSource file(Path path) {
    return new File(path);
  }

  /**
   * Runs a command.
   *
   * @param arguments the program and its arguments, see {@link Command}
   * @return the source
   */
  static TokenSource command(String... arguments) {
    return new Command(List.of(arguments));
  }

  private static void requireContent(String text, String rule) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(rule);
    }
  }
}
