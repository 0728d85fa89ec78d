package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.testkit.LeakScan;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Builds that have other versions of the libraries: each publishes with the class path that Maven
 * made for it ({@code src/it/hosts}), with every log at its finest level.
 */
class HostsIT {
  private static final Path HOSTS = Path.of(System.getProperty("hosts"));
  private static final String MASK = "::add-mask::";

  @TempDir Path folder;

  /** A process and what it printed, except the masks. */
  private record End(int exitCode, String output, List<String> masked) {}

  static Stream<String> hosts() throws IOException {
    try (Stream<Path> hosts = Files.list(HOSTS)) {
      return hosts
          .filter(host -> Files.exists(host.resolve("target/classpath.txt")))
          .map(host -> host.getFileName().toString())
          .filter(host -> !host.startsWith("too-old"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void publish_withVersionsOfHost_succeedsAndLogsNoSecret(String host) throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      End end = run(host, sandbox);

      assertThat(end.exitCode()).as(end.output()).isZero();
      assertThat(end.output().lines().filter(line -> line.endsWith(" published"))).hasSize(2);
      assertThat(sandbox.pypi().files()).hasSize(2);
      assertThat(sandbox.pypi().mintedTokens()).allMatch(MintedToken::burned);
      assertThat(end.masked()).hasSize(3).contains(sandbox.pypi().mintedTokens().get(0).value());
      List<String> secrets = new ArrayList<>(end.masked());
      secrets.add(sandbox.environment().get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
      assertThat(LeakScan.forSecrets(secrets).find(end.output())).as(end.output()).isEmpty();
    }
  }

  /** Otherwise the test above would find nothing because nothing is logged. */
  @ParameterizedTest
  @ValueSource(strings = {"log4j2", "logback", "slf4j-1.7", "slf4j-jdk14"})
  void logs_ofHost_printFinestLevel(String host) throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      assertThat(run(host, sandbox).output())
          .contains("the host logs with SLF4J", "the host logs with the JDK");
    }
  }

  @Test
  void build_tooOldJackson_failsAtOnce() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      assertThat(run("too-old-jackson-2.14", sandbox).output())
          .contains("A library on the class path is too old or missing: jackson-core.")
          .containsPattern(
              "Found:    jackson-core 2\\.14\\.3, from file:.*jackson-core-2\\.14\\.3\\.jar")
          .contains("Expected: jackson-core 2.15 or newer")
          .contains("Fix:      Raise its version in your build.");
      assertThat(sandbox.issuer().requests()).isEmpty();
    }
  }

  @Test
  void slf4jSink_tooOldSlf4j_failsAtOnce() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      assertThat(run("slf4j-1.7", sandbox, "-Dsink=slf4j").output())
          .contains("Found:    slf4j-api 1.7.36, from file:")
          .contains("Expected: slf4j-api 2.0 or newer");
      assertThat(sandbox.issuer().requests()).isEmpty();
    }
  }

  @Test
  void slf4jSink_logback_logsEventsWithoutSecrets() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      End end = run("logback", sandbox, "-Dsink=slf4j");

      assertThat(end.output()).contains("artifact.published");
      assertThat(LeakScan.forSecrets(end.masked()).find(end.output())).as(end.output()).isEmpty();
    }
  }

  private End run(String host, Sandbox sandbox, String... flags)
      throws IOException, InterruptedException {
    Path jul = folder.resolve("logging.properties");
    Files.writeString(
        jul,
        """
        handlers = java.util.logging.ConsoleHandler
        .level = ALL
        java.util.logging.ConsoleHandler.level = ALL
        """);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.util.logging.config.file=" + jul);
    command.add("-Dlog4j2.level=ALL");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=trace");
    command.addAll(List.of(flags));
    command.add("-cp");
    command.add(Files.readString(HOSTS.resolve(host).resolve("target/classpath.txt")).strip());
    command.add(HOSTS.resolve("Host.java").toString());
    SampleDistribution.HATCHLING
        .copyTo(Files.createDirectories(folder.resolve(host)))
        .forEach(file -> command.add(file.toString()));
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(sandbox.environment());
    int exitCode =
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
    List<String> lines = Files.readAllLines(output);
    return new End(
        exitCode,
        String.join("\n", lines.stream().filter(line -> !line.startsWith(MASK)).toList()),
        lines.stream()
            .filter(line -> line.startsWith(MASK))
            .map(line -> line.substring(MASK.length()))
            .toList());
  }
}
