package dev.trustedpublishing.cli.demo;

import dev.trustedpublishing.cli.shell.UsageError;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file of variables that a POSIX shell can source. The one who waits for it sees nothing or all
 * of it, and nobody else can read it, because a token is in it.
 *
 * @param path where it is written
 */
record EnvFile(Path path) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,=-]+");

  void write(Map<String, String> variables) {
    Path file = path.toAbsolutePath();
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new FileSystemException(file.toString(), null, "not a regular file");
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
      throw UsageError.notWritable("The variables", path, "--env-file", e);
    }
  }

  private static String lines(Map<String, String> variables) {
    return variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + quoted(variable.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /** Text as a POSIX shell reads it back: in single quotes where a shell would see more in it. */
  static String quoted(String raw) {
    return PLAIN.matcher(raw).matches() ? raw : "'" + raw.replace("'", "'\\''") + "'";
  }
}
