package dev.trustedpublishing.testkit.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The temporary folder that a registry keeps its files in. Immutable.
 *
 * @param folder the folder
 */
public record StoredFiles(Path folder) implements AutoCloseable {

  /**
   * Creates a new folder.
   *
   * @return the folder, which is empty
   * @throws IOException if it can't be created
   */
  public static StoredFiles create() throws IOException {
    return new StoredFiles(Files.createTempDirectory("trusted-publishing-testkit"));
  }

  /** Deletes the folder with all files. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
