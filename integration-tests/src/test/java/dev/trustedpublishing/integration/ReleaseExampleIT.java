package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's example, its modular sister, and its fat jar, each built by a Maven of its own with
 * the BOM, run as a user runs it.
 */
class ReleaseExampleIT {
  private static final Path EXAMPLES = Path.of(System.getProperty("examples"));

  @TempDir Path folder;

  @Test
  void publish_fromClassPath_succeeds() throws IOException, InterruptedException {
    Path example = EXAMPLES.resolve("release");
    publishes("-cp", classesAndLibraries(example), "Release");
  }

  @Test
  void publish_fromModulePath_succeeds() throws IOException, InterruptedException {
    Path example = EXAMPLES.resolve("release-module");
    publishes(
        "-p",
        classesAndLibraries(example),
        "-m",
        "com.example.release/com.example.release.Release");
  }

  /** A run-time image has no class path, and no automatic module can be in one. */
  @Test
  void publish_fromLinkedImage_succeeds() throws IOException, InterruptedException {
    String image = folder.resolve("image").toString();
    int linked =
        ToolProvider.findFirst("jlink")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--module-path",
                classesAndLibraries(EXAMPLES.resolve("release-module")),
                "--add-modules",
                "com.example.release,dev.trustedpublishing.provider.github,"
                    + "dev.trustedpublishing.repository.pypi",
                "--output",
                image);
    assertThat(linked).isZero();

    publishes(Path.of(image), "-m", "com.example.release/com.example.release.Release");
  }

  @Test
  void publish_fromFatJar_succeeds() throws IOException, InterruptedException {
    publishes("-jar", EXAMPLES.resolve("fat-jar/target/release-all.jar").toString());
  }

  private void publishes(String... java) throws IOException, InterruptedException {
    publishes(Path.of(System.getProperty("java.home")), java);
  }

  private void publishes(Path javaHome, String... java) throws IOException, InterruptedException {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      List<Path> files = SampleDistribution.HATCHLING.copyTo(folder);
      Path output = folder.resolve("output.txt");

      ProcessBuilder release =
          new ProcessBuilder(command(javaHome, java, files)).directory(folder.toFile());
      release.environment().putAll(sandbox.environment());
      Process process = release.redirectErrorStream(true).redirectOutput(output.toFile()).start();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(output))
          .contains("trusted_publishing_sample-1.0.0-py3-none-any.whl published")
          .contains("trusted_publishing_sample-1.0.0.tar.gz published");
      assertThat(process.exitValue()).isZero();
      assertThat(sandbox.pypi().files()).hasSize(2);
      assertThat(Files.readAllLines(folder.resolve("audit.jsonl"))).hasSize(12);
    }
  }

  private static String classesAndLibraries(Path example) throws IOException {
    String libraries = Files.readString(example.resolve("target/classpath.txt")).strip();
    return example.resolve("target/classes") + File.pathSeparator + libraries;
  }

  private static List<String> command(Path javaHome, String[] java, List<Path> files) {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(List.of(java));
    files.forEach(file -> command.add(file.toString()));
    return command;
  }
}
