package dev.trustedpublishing.benchmarks.server;

import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import dev.trustedpublishing.testkit.sigstore.SigstoreEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A CI job, a registry that verifies attestations, and a Sigstore instance whose log takes some
 * time for each entry, as the public one does.
 *
 * <p>Arguments: that time in milliseconds, and the file for the description of the instance. Prints
 * the variables of the job, each as {@code NAME=value}, with spaces in between.
 */
public final class SlowLog {
  private static final int MAX_ENTRIES = 20_000;
  private static final String PROJECT = "benchmark-sample";

  private SlowLog() {}

  /**
   * Serves until its standard input ends.
   *
   * @param args see above
   */
  public static void main(String[] args) throws IOException {
    Fault delay = Fault.delay(Duration.ofMillis(Long.parseLong(args[0])));
    PublisherRegistration publisher =
        PublisherRegistration.github("octo-org", "65", "sampleproject", "release.yml")
            .forProjects(PROJECT);
    try (Sandbox sandbox =
        Sandbox.builder().withSigstore().publishers(List.of(publisher)).start()) {
      sandbox
          .sigstore()
          .script(
              SigstoreEndpoint.CREATE_ENTRY,
              Collections.nCopies(MAX_ENTRIES, delay).toArray(new Fault[0]));
      Files.writeString(Path.of(args[1]), sandbox.sigstore().clientTrustConfig());
      System.out.println(
          "TRUSTED_PUBLISH_REPOSITORY="
              + sandbox.uploadUrl()
              + " "
              + String.join(" ", variables(sandbox.environment())));
      // The parent process holds the other end; this process must not outlive it.
      System.in.read();
    }
  }

  private static List<String> variables(Map<String, String> job) {
    return job.entrySet().stream()
        .filter(variable -> !variable.getValue().contains(" "))
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }
}
