package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.cli.shell.FileFault;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A file of variables that a POSIX shell can source. Whoever waits for it sees nothing or all of
 * it, and nobody else can read it, because a token is in it.
 *
 * @param path where it is written
 */
record EnvFile(Path path) {

  void write(Map<String, String> variables) {
    Path file = path.toAbsolutePath();
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new FileSystemException(file.toString(), null, "there is no regular file");
      }
      // Temporary files can be read by their owner only (mode 0600), and moving keeps that.
      Path draft = Files.createTempFile(file.getParent(), ".trusted-publish", ".env");
      try {
        Files.writeString(draft, lines(variables));
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static String lines(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + ShellQuoted.of(variable.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  private TrustedPublishingException unwritable(IOException e) {
    return TrustedPublishingException.builder(
            Stage.PLAN,
            Problem.of(
                    ErrorCode.USAGE_INVALID_OPTION,
                    "The variables can't be written to " + SafeText.shown(path.toString()) + ".")
                .found(new FileFault(e).reason())
                .expected("a file in a folder that exists and may be written to")
                .remedy("Choose another --env-file, or create its folder first."))
        .cause(e)
        .build();
  }
}
