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
 * A file of variables that a POSIX shell can source. Created atomically, and readable by its owner
 * only, because it contains a token.
 *
 * @param path the path to write
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

  /** Quotes text for a POSIX shell, if it contains special characters. */
  static String quoted(String raw) {
    return PLAIN.matcher(raw).matches() ? raw : "'" + raw.replace("'", "'\\''") + "'";
  }
}
