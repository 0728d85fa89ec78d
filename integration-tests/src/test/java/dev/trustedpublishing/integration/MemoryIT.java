package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.cli.Main;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.registry.pypi.Endpoint;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * C08: the memory of a whole run grows neither with the size of a file nor with their number. Takes
 * half a minute of both cores, so it runs with {@code -Pfull,slow} only.
 */
@Tag("slow")
@Timeout(240)
class MemoryIT {
  @TempDir Path folder;
  private Path dist;

  @BeforeEach
  void createFolder() throws IOException {
    dist = Files.createDirectory(folder.resolve("dist"));
  }

  @Test
  @FaultRow("C08")
  void publish_thousandFiles_fitsIn64MiB() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      GeneratedWheel.random(dist, i, 20 * 1024);
    }
    try (Sandbox sandbox = Sandbox.builder().start()) {
      publish(sandbox);

      assertThat(sandbox.pypi().files()).hasSize(1_000);
      assertThat(sandbox.pypi().mintedTokens()).singleElement().matches(MintedToken::burned);
    }
  }

  @Test
  @FaultRow("C08")
  void publish_fileOf4GiB_fitsIn64MiB() throws Exception {
    Path wheel = GeneratedWheel.sparse(dist, 0, 4 * 1024);
    try (Sandbox sandbox = Sandbox.builder().start()) {
      // It takes every byte and keeps none.
      sandbox.pypi().script(Endpoint.UPLOAD, Fault.answer(200, "text/plain", ""));

      assertThat(publish(sandbox))
          .contains(
              String.format(Locale.ROOT, ": 100 %% of %,d bytes sent", Files.size(wheel)),
              "done      published");
      assertThat(sandbox.pypi().mintedTokens()).singleElement().matches(MintedToken::burned);
    }
  }

  @Test
  @FaultRow("N03")
  void publish_npmPackageOf500MiB_fitsIn64MiB() throws Exception {
    Path tarball = PackedPackage.large(dist, "large", 500);
    try (Sandbox sandbox = Sandbox.builder().start()) {
      assertThat(publish(sandbox, "--repository", "npm"))
          .contains(
              String.format(Locale.ROOT, ": 100 %% of %,d bytes sent", Files.size(tarball)),
              "done      published");
      assertThat(sandbox.npm().published())
          .singleElement()
          .satisfies(published -> assertThat(published.tarball()).hasSameBinaryContentAs(tarball));
    }
  }

  @Test
  @FaultRow("U23")
  void find_jsonIndexPageOf40MiB_fitsIn64MiB() throws Exception {
    assertFound(
        "application/vnd.pypi.simple.v1+json",
        "{\"files\":[",
        "{\"filename\":\"%s\",\"hashes\":{\"sha256\":\"%s\"}}",
        ",",
        "]}");
  }

  @Test
  @FaultRow("U23")
  void find_htmlIndexPageOf40MiB_fitsIn64MiB() throws Exception {
    assertFound(
        "text/html",
        "<!DOCTYPE html><html><body><h1>Links for sample</h1>",
        "<a href=\"../../packages/%1$s#sha256=%2$s\" data-requires-python=\"&gt;=3.8\">%1$s</a>",
        "<br/>\n",
        "</body></html>");
  }

  /** The wheel is the last entry of the page. */
  private void assertFound(String type, String start, String entry, String between, String end)
      throws Exception {
    Path wheel = GeneratedWheel.random(dist, 0, 20 * 1024);
    StringBuilder page = new StringBuilder(41 << 20).append(start);
    for (int i = 0; page.length() < 40 << 20; i++) {
      page.append(entry.formatted("sample-" + i + ".whl", "0".repeat(64))).append(between);
    }
    page.append(entry.formatted(wheel.getFileName(), ArtifactFile.read(wheel).sha256()))
        .append(end);
    try (Sandbox sandbox = Sandbox.builder().start()) {
      sandbox.pypi().script(Endpoint.SIMPLE, Fault.answer(200, type, page.toString()));

      assertThat(publish(sandbox, "--skip-existing"))
          .contains("already exists with the same sha256");
      assertThat(sandbox.pypi().files()).isEmpty();
    }
  }

  private String publish(Sandbox sandbox, String... options)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "publish"));
    words.addAll(List.of(options));
    ProcessBuilder command = new ProcessBuilder(words).directory(folder.toFile());
    command.environment().putAll(sandbox.environment());
    Process process = command.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
