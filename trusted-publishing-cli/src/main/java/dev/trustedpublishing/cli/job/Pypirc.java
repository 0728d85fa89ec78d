package dev.trustedpublishing.cli.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The repositories of {@code .pypirc}, as twine reads them from the user's home folder. Its values
 * may be secrets: they are never shown.
 *
 * @param sections repository to its settings
 */
public record Pypirc(Map<String, Map<String, String>> sections) {
  private static final long MAX_SIZE = 1 << 20;

  /** Reads the file; one that is absent or can't be read has no repositories. */
  static Pypirc ofUser(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", environment.getOrDefault("USERPROFILE", ""));
    try {
      Path file = Path.of(home).resolve(".pypirc");
      return home.isBlank() || !Files.isRegularFile(file) || Files.size(file) > MAX_SIZE
          ? new Pypirc(Map.of())
          : new Pypirc(sections(file));
    } catch (IOException | InvalidPathException e) {
      // The file is optional: without it, only the well-known names exist.
      return new Pypirc(Map.of());
    }
  }

  Optional<String> address(String repository) {
    return setting(repository, "repository");
  }

  public Optional<String> index(String repository) {
    return setting(repository, "index");
  }

  public Optional<String> user(String repository) {
    return setting(repository, "username");
  }

  public Optional<String> password(String repository) {
    return setting(repository, "password");
  }

  private Optional<String> setting(String repository, String name) {
    return Optional.ofNullable(sections.getOrDefault(repository, Map.of()).get(name))
        .filter(value -> !value.isEmpty());
  }

  private static Map<String, Map<String, String>> sections(Path file) throws IOException {
    Map<String, Map<String, String>> sections = new HashMap<>();
    Map<String, String> section = new HashMap<>();
    for (String line : Files.readString(file, StandardCharsets.UTF_8).lines().toList()) {
      String text = line.strip();
      int separator = separator(text);
      if (text.startsWith("[") && text.endsWith("]")) {
        section = new HashMap<>();
        sections.put(text.substring(1, text.length() - 1).strip(), section);
      } else if (separator > 0 && !text.startsWith("#") && !text.startsWith(";")) {
        section.put(
            text.substring(0, separator).strip().toLowerCase(Locale.ROOT),
            text.substring(separator + 1).strip());
      }
    }
    return sections;
  }

  private static int separator(String text) {
    int equals = text.indexOf('=');
    int colon = text.indexOf(':');
    return equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
  }

  /** Shows no content, which includes passwords. */
  @Override
  public String toString() {
    return "Pypirc";
  }
}
