package dev.trustedpublishing.integration;

import dev.trustedpublishing.core.TrustedPublisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A build tool's plug-in, as a daemon loads it: in its own class loader. Only types of the JDK
 * cross the border.
 */
public final class IsolatedPublisher implements Function<Map<String, Object>, String> {
  @Override
  @SuppressWarnings("unchecked")
  public String apply(Map<String, Object> task) {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .discoverWith((ClassLoader) task.get("loader"))
            .environment((Map<String, String>) task.get("environment"))
            .repository((String) task.get("repository"))
            .workflowCommands(line -> {})
            .build()) {
      List<Path> files = (List<Path>) task.get("files");
      return files.isEmpty()
          ? publisher.detect().toString()
          : String.valueOf(publisher.publish(files).isComplete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
