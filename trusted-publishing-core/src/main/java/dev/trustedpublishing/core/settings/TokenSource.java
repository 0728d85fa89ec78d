package dev.trustedpublishing.core.settings;

import dev.trustedpublishing.api.Secret;
import java.nio.file.Path;
import java.util.List;

/**
 * Where an identity token comes from that the job carries in by hand: on a CI system that is not
 * detected, or where the detected one is not meant. Given to {@link
 * dev.trustedpublishing.core.TrustedPublisherBuilder#identityToken}; beats detection.
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
   * The token itself. There is this one and no other, so a lost exchange can't be repeated.
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
      requireContent(name, "A variable has a name.");
    }
  }

  /**
   * A file, read anew for each exchange, because projected tokens (Kubernetes) rotate. While it
   * holds the same token as before, a lost exchange is not repeated.
   *
   * @param path the file, which holds the JWT and nothing else
   */
  public record File(Path path) implements TokenSource {}

  /**
   * A command that prints a new token each time: the last line of its standard output that is not
   * blank. It has 30 s, gets no input and may print 64 KiB; its output is never shown.
   *
   * @param arguments the program and its arguments, without a shell; {@code {audience}} stands for
   *     the audience that the registry wants
   */
  record Command(List<String> arguments) implements TokenSource {
    /** Copies the list. */
    public Command {
      arguments = List.copyOf(arguments);
      if (arguments.isEmpty()) {
        throw new IllegalArgumentException("A command has a program.");
      }
      requireContent(arguments.get(0), "A command has a program.");
    }
  }

  /**
   * Carries the token itself.
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
