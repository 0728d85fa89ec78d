package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.registry.pypi.model.ReceivedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form of an upload.
 *
 * @param fields the text fields in the order of their first values; absent if empty or UNKNOWN
 * @param misplacedFiles the fields that should be text but came as files
 * @param content the file, or null if there is none
 */
record UploadForm(
    Map<String, List<String>> fields, Set<String> misplacedFiles, @Nullable ReceivedFile content)
    implements AutoCloseable {

  /** The first value of a field. */
  Optional<String> find(String name) {
    return all(name).stream().findFirst();
  }

  List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** Deletes the file, unless it was accepted and moved away. */
  @Override
  public void close() throws IOException {
    if (content != null) {
      Files.deleteIfExists(content.path());
    }
  }
}
