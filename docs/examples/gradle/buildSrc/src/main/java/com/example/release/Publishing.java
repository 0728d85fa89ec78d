package com.example.release;

import dev.trustedpublishing.audit.format.EventPrinter;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Publishes files, with the log and the report of a build tool. */
public record Publishing(String repository, Consumer<String> info, Consumer<String> warning) {

  public void publish(List<Path> files, Path report) throws IOException {
    EventPrinter lines = new EventPrinter(info, warning);
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .repository(repository)
            .onEvent(lines)
            .onProgress(lines)
            .build()) {
      write(publisher.publish(files), report);
    } catch (PublishFailedException e) {
      write(e.report(), report);
      throw e;
    }
  }

  private static void write(PublishReport result, Path report) throws IOException {
    Files.createDirectories(report.toAbsolutePath().getParent());
    Files.writeString(report, result.json() + "\n");
  }
}
