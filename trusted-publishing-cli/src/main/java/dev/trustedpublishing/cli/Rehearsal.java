package dev.trustedpublishing.cli;

import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.SamplePackage;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs what is run most, against a sandbox, so that Java can note which classes that takes: {@code
 * trusted-publish --make-archive} (ADR 24). Says nothing unless a run fails, which ends it with
 * exit code 1.
 */
final class Rehearsal {
  private final Path folder;

  private Rehearsal(Path folder) {
    this.folder = folder;
  }

  /**
   * Begins.
   *
   * @param args none
   * @throws IOException if there is no room for a few small files, or no network within the machine
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("trusted-publish-rehearsal");
    folder.toFile().deleteOnExit();
    new Rehearsal(folder).run();
  }

  private void run() throws IOException {
    Map<String, String> own = Map.copyOf(Shell.ofProcess().environment());
    play(own, "--version");
    play(own, "--help");
    try (Sandbox sandbox = Sandbox.builder().start()) {
      publish(sandbox, sandbox.environment());
    }
    LoopbackCertificate certificate = LoopbackCertificate.make();
    try (Sandbox sandbox = Sandbox.builder().tls(certificate).start()) {
      Map<String, String> trusting = new HashMap<>(sandbox.environment());
      trusting.put("SSL_CERT_FILE", kept(pem(certificate)).toString());
      publish(sandbox, trusting);
    }
  }

  private Path pem(LoopbackCertificate certificate) throws IOException {
    return Files.writeString(folder.resolve("certificate.pem"), certificate.pem());
  }

  private void publish(Sandbox sandbox, Map<String, String> environment) throws IOException {
    List<String> distribution = new ArrayList<>(List.of("publish"));
    for (Path file : SampleDistribution.HATCHLING.copyTo(folder)) {
      distribution.add(kept(file).toString());
    }
    play(environment, distribution.toArray(String[]::new));
    Path packed = kept(SamplePackage.PACKED.copyTo(folder));
    play(environment, "publish", "--repository", "npm+" + sandbox.npm().uri(), packed.toString());
  }

  private static Path kept(Path file) {
    file.toFile().deleteOnExit();
    return file;
  }

  private void play(Map<String, String> environment, String... words) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int code = Main.run(new Shell(out, out, environment, folder, () -> false), words);
    if (code != 0) {
      throw new IllegalStateException(
          "The rehearsal of '" + words[0] + "' ended with " + code + ":\n" + said);
    }
  }
}
