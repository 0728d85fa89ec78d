package dev.trustedpublishing.core.settings;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The source of a supplied identity token: on a CI system that is not detected, or to override the
 * detected one. Passed to {@link dev.trustedpublishing.core.TrustedPublisherBuilder#identityToken};
 * takes precedence over detection.
 *
 * <pre>{@code
 * TokenSource.variable("BITBUCKET_STEP_OIDC_TOKEN")
 * TokenSource.file(Path.of("/var/run/secrets/tokens/pypi"))
 * TokenSource.command("spire-agent", "api", "fetch", "jwt", "-audience", "{audience}")
 * TokenSource.commandLine("gcloud auth print-identity-token --audiences={audience}")
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

  /**
   * Runs a command that is written as one text, such as an option. It is split into words at white
   * space, as a POSIX shell does: {@code '...'} is literal, {@code "..."} keeps white space, and a
   * backslash makes the next character literal. No shell runs it: a character that a shell would
   * act on ({@code | & ; < > ( ) $} and the backquote) must be quoted.
   *
   * <pre>{@code
   * TokenSource.commandLine("gcloud auth print-identity-token --audiences={audience}")
   * }</pre>
   *
   * @param text the program and its arguments, see {@link Command}
   * @return the source
   * @throws TrustedPublishingException {@code usage.invalid-option} if it has no program, a quote
   *     without its end, or a character for a shell
   */
  static TokenSource commandLine(String text) {
    return new Command(CommandWords.split(text));
  }

  /**
   * Chooses the source that the user configured.
   *
   * @param variable the variable's name, or null
   * @param file the file, or null
   * @param command the command as one text, or null
   * @return the source; empty if there is none
   * @throws TrustedPublishingException {@code usage.invalid-option} if there is more than one, or
   *     as for {@link #commandLine}
   */
  static Optional<TokenSource> oneOf(
      @Nullable String variable, @Nullable Path file, @Nullable String command) {
    List<TokenSource> sources =
        Stream.of(
                Optional.ofNullable(variable).map(TokenSource::variable),
                Optional.ofNullable(file).map(TokenSource::file),
                Optional.ofNullable(command).map(TokenSource::commandLine))
            .flatMap(Optional::stream)
            .toList();
    if (sources.size() > 1) {
      throw Problem.of(
              ErrorCode.USAGE_INVALID_OPTION, "Several sources of the identity token are set.")
          .found(sources.size() + " of variable, file, and command")
          .expected("one of them")
          .remedy("Remove the others.")
          .toException(Stage.PLAN);
    }
    return sources.stream().findFirst();
  }

  private static void requireContent(String text, String rule) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(rule);
    }
  }
}
