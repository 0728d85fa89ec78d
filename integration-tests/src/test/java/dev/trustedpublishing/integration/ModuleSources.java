package dev.trustedpublishing.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java files of all modules and examples; nothing that was built or installed. */
public final class ModuleSources {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  private ModuleSources() {}

  /** Finds them in one of the folders of each module, such as {@code src/main/java}. */
  public static List<Path> in(String folder) {
    return Stream.of(ROOT, ROOT.resolve("docs/examples"))
        .flatMap(modules -> children(modules).stream())
        .map(module -> module.resolve(folder))
        .filter(Files::isDirectory)
        .flatMap(sources -> under(sources).stream())
        .toList();
  }

  /** Reads one. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> under(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
