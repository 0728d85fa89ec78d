package com.example.release;

import dev.trustedpublishing.core.AuditSinks;
import dev.trustedpublishing.core.TrustedPublisher;
import java.nio.file.Path;
import java.util.stream.Stream;

public class Release {
  public static void main(String[] files) throws Exception {
    String repository = System.getenv().getOrDefault("TRUSTED_PUBLISH_REPOSITORY", "pypi");
    var audit = AuditSinks.jsonLines(Path.of("audit.jsonl"));
    try (var publisher = TrustedPublisher.builder().repository(repository).onEvent(audit).build()) {
      var report = publisher.publish(Stream.of(files).map(Path::of).toList());
      report.artifacts().forEach(a -> System.out.println(a.artifact().filename() + " " + a.state()));
    }
  }
}
