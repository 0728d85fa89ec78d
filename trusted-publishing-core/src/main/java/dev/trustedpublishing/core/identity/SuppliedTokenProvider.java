package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.settings.TokenSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.regex.Pattern;

/** The identity provider for a token that the caller supplies. */
public record SuppliedTokenProvider(TokenSource source) implements IdentityProvider {
  static final String ID = "hand-carried";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return new Detection.Available("identity token from " + place());
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    Secret jwt = fetch(request, context);
    try {
      return context.readIdentityToken(jwt, supply());
    } catch (TrustedPublishingException e) {
      throw e.toBuilder().problem(unreadable(e.problem())).build();
    }
  }

  /** The retry policy. */
  public RetryPolicies.Call retries() {
    return source instanceof TokenSource.Command
        ? RetryPolicies.Call.OBTAIN_BY_COMMAND
        : RetryPolicies.Call.OBTAIN;
  }

  /** A file may contain another token when it is read again; that is checked then. */
  private IdentityToken.Supply supply() {
    return source instanceof TokenSource.File || source instanceof TokenSource.Command
        ? IdentityToken.Supply.ON_REQUEST
        : IdentityToken.Supply.ONLY_ONE;
  }

  private Secret fetch(IdentityRequest request, SpiContext context) {
    if (source instanceof TokenSource.Value value) {
      // The caller's own secret is not closed; the copy is closed after the exchange.
      return Secret.of(value.token().reveal());
    }
    if (source instanceof TokenSource.Variable variable) {
      return context
          .environment()
          .secret(variable.name())
          .orElseThrow(() -> notSet(variable, request, context.environment()));
    }
    if (source instanceof TokenSource.File file) {
      return new TokenFile(file.path()).read(context);
    }
    return new TokenCommand(((TokenSource.Command) source).arguments(), context.processes())
        .run(request.audience());
  }

  private String place() {
    if (source instanceof TokenSource.Variable variable) {
      return "the variable " + SafeText.shown(variable.name());
    }
    if (source instanceof TokenSource.File file) {
      return "the file " + SafeText.shown(file.path().toString());
    }
    if (source instanceof TokenSource.Command command) {
      return "the command " + SafeText.shown(command.arguments().get(0));
    }
    return "the configuration";
  }

  private TrustedPublishingException notSet(
      TokenSource.Variable variable, IdentityRequest request, CiEnvironment environment) {
    String name = SafeText.shown(variable.name());
    String found = environment.names().contains(variable.name()) ? "is empty" : "is not set";
    return Problem.of(
            ErrorCode.IDENTITY_NOT_DECLARED,
            "The variable " + name + " for the identity token " + found + ".")
        .expected("a JWT with the audience " + SafeText.shown(request.audience()))
        .remedy(
            "Have the CI system set "
                + name
                + " to an identity token with that audience, and check that the variable is"
                + " passed to this process (containers!).")
        .toException(Stage.OBTAIN);
  }

  private Problem unreadable(Problem malformed) {
    Problem.Description description =
        Problem.of(
            malformed.code(), "The value of " + place() + " is not a readable identity token.");
    return malformed
        .expected()
        .map(description::expected)
        .orElse(description)
        .found(malformed.found().orElse("an unreadable value"))
        .remedy(malformed.remedy());
  }

  /** A file that contains an identity token. */
  private record TokenFile(Path path) {
    private static final int MAX_LENGTH = 64 * 1024;

    Secret read(SpiContext context) {
      byte[] content = content();
      if (content.length > MAX_LENGTH) {
        throw refused("more than " + MAX_LENGTH + " bytes");
      }
      String text = new String(content, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw refused("an empty file");
      }
      warnIfExposed(context);
      return Secret.of(text);
    }

    private byte[] content() {
      if (Files.isDirectory(path)) {
        throw refused("a folder");
      }
      try (InputStream stream = Files.newInputStream(path)) {
        return stream.readNBytes(MAX_LENGTH + 1);
      } catch (IOException e) {
        throw refused(Files.notExists(path) ? "no such file" : "a file that can't be read");
      }
    }

    private void warnIfExposed(SpiContext context) {
      try {
        if (Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ)) {
          context.warn(
              Problem.of(
                      ErrorCode.IDENTITY_FILE_EXPOSED,
                      "Everyone on this machine can read the identity token in " + shown() + ".")
                  .found("a world-readable file")
                  .expected("a file that only this user can read")
                  .remedy("chmod 600 " + shown()));
        }
      } catch (UnsupportedOperationException withoutPermissions) {
        return;
      } catch (IOException e) {
        throw refused("a file whose permissions can't be read");
      }
    }

    private TrustedPublishingException refused(String found) {
      return Problem.of(
              ErrorCode.IDENTITY_NOT_DECLARED,
              "The file " + shown() + " does not contain an identity token.")
          .found(found)
          .expected("a file with only the JWT, at most 64 KiB")
          .remedy(
              "Check the path, and that the CI system or the cluster writes the token before"
                  + " this runs.")
          .toException(Stage.OBTAIN);
    }

    private String shown() {
      return SafeText.shown(path.toString());
    }
  }

  /** A command that prints an identity token on the last line of its standard output. */
  private record TokenCommand(List<String> arguments, ProcessRunner processes) {
    private static final String PLACEHOLDER = "{audience}";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+=,~-]*");

    Secret run(String audience) {
      requirePlain(audience);
      List<String> command =
          arguments.stream().map(argument -> argument.replace(PLACEHOLDER, audience)).toList();
      ProcessOutcome outcome = processes.run(command);
      if (outcome instanceof ProcessOutcome.Exited exited) {
        return token(exited);
      }
      if (outcome instanceof ProcessOutcome.TimedOut timedOut) {
        throw failed("no end after " + timedOut.limit().toSeconds() + " s").retryCanHelp().build();
      }
      if (outcome instanceof ProcessOutcome.TooMuchOutput tooMuch) {
        throw failed("more than " + tooMuch.limit() + " bytes of output").build();
      }
      throw notStarted(((ProcessOutcome.NotStarted) outcome).reason());
    }

    private Secret token(ProcessOutcome.Exited exited) {
      if (exited.status() != 0) {
        String message = exited.standardError();
        boolean silent = message.isEmpty();
        TrustedPublishingException.Builder failed =
            failed(
                "exit status "
                    + exited.status()
                    + (silent ? " and no message" : ", message: " + message));
        // An exit without a message may be temporary; a message is a final result.
        throw (silent ? failed.retryCanHelp() : failed).build();
      }
      return exited
          .output()
          .map(TokenCommand::lastLine)
          .orElseThrow(() -> failed("success, but nothing on standard output").build());
    }

    /** Tools may print notices before the token. */
    private static Secret lastLine(Secret output) {
      String text = output.reveal();
      int lineBreak = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
      return Secret.of(text.substring(lineBreak + 1).strip());
    }

    /** The registry chooses it, and JSON, a shell or a program may read the argument. */
    private static void requirePlain(String audience) {
      if (!PLAIN.matcher(audience).matches()) {
        throw Problem.of(
                ErrorCode.IDENTITY_TOOL_FAILED,
                "The registry's audience can't be used in a command.")
            .found("audience " + SafeText.shown(audience))
            .expected("letters, digits, and . _ : / @ + = , ~ -")
            .remedy("Pass the token in a variable or a file.")
            .toException(Stage.OBTAIN);
      }
    }

    private TrustedPublishingException notStarted(String reason) {
      return Problem.of(
              ErrorCode.IDENTITY_TOOL_FAILED, "The command " + program() + " could not be started.")
          .found(reason)
          .expected("a program on the PATH of this job")
          .remedy(
              "Run this in the job, where the CI system provides the tool, not in a container"
                  + " without it (mount it there, or pass the token in a variable).")
          .toException(Stage.OBTAIN);
    }

    private TrustedPublishingException.Builder failed(String found) {
      return TrustedPublishingException.builder(
          Stage.OBTAIN,
          Problem.of(
                  ErrorCode.IDENTITY_TOOL_FAILED,
                  "The command " + program() + " returned no identity token.")
              .found(found)
              .expected("the JWT on the last line of standard output, within 30 s")
              .remedy(
                  "Run the command manually in the job, with its output hidden, and check what it"
                      + " needs."));
    }

    private String program() {
      return SafeText.shown(arguments.get(0));
    }
  }
}
