package dev.trustedpublishing.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.testkit.LeakScan;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.shared.invoker.DefaultInvocationRequest;
import org.apache.maven.shared.invoker.DefaultInvoker;
import org.apache.maven.shared.invoker.InvocationRequest;
import org.apache.maven.shared.invoker.MavenInvocationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The projects of docs/examples that use the plug-in, built by a Maven of its own. */
class PluginIT {
  private static final String MASK = "::add-mask::";

  @TempDir Path folder;

  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private Sandbox sandbox;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().start();
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"maven3.home", "maven4.home"})
  void deploy_wheel_isPublished(String maven) throws Exception {
    Path project = project("maven-wheel");

    int exitCode =
        maven(
            maven, project, sandbox.environment(), sandbox.uploadUrl().toString(), "-X", "deploy");

    assertThat(exitCode).as(log()).isZero();
    assertThat(sandbox.pypi().files()).hasSize(1);
    assertThat(log())
        .contains("[INFO] obtain    this job runs on GitHub Actions")
        .contains("[INFO] done      published 1 of 1 files in ");
    assertThat(Files.readString(project.resolve("target/trusted-publishing/report.json")))
        .contains("example_wheel-1.0.0-py3-none-any.whl", "\"state\":\"published\"");
    assertSecretsAreMasked();
  }

  @ParameterizedTest
  @ValueSource(strings = {"maven3.home", "maven4.home"})
  void deploy_packagesOfSeveralModules_arePublished(String maven) throws Exception {
    Path project = project("maven-npm");

    int exitCode =
        maven(
            maven,
            project,
            sandbox.environment(),
            "npm+" + sandbox.npm().uri(),
            "-T",
            "2",
            "deploy");

    assertThat(exitCode).as(log()).isZero();
    assertThat(sandbox.npm().published()).hasSize(2);
    assertThat(project.resolve("alpha/target/trusted-publishing/report.json")).exists();
    assertThat(project.resolve("beta/target/trusted-publishing/report.json")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"maven3.home", "maven4.home"})
  void deploy_withoutCi_failsReadably(String maven) throws Exception {
    int exitCode =
        maven(maven, project("maven-wheel"), Map.of(), sandbox.uploadUrl().toString(), "deploy");

    assertThat(exitCode).isNotZero();
    assertThat(log())
        .contains(":publish (publish) on project wheel:")
        .contains("No supported CI environment detected.")
        .contains("Found:    ", "Expected: ", "Fix:      ")
        .contains("Code:     identity.none-detected");
    assertThat(sandbox.pypi().requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"maven3.home"})
  void help_listsParameters(String maven) throws Exception {
    int exitCode =
        maven(
            maven,
            project("maven-wheel"),
            Map.of(),
            "pypi",
            "trusted-publishing:help",
            "-Ddetail",
            "-Dgoal=publish");

    assertThat(exitCode).as(log()).isZero();
    assertThat(log())
        .contains("User property: trustedpublishing.dryRun")
        .contains("User property: trustedpublishing.serverId");
  }

  /** A CI system hides what a command at the start of a line names; nothing else may show it. */
  private void assertSecretsAreMasked() {
    List<String> masked =
        output.stream()
            .filter(line -> line.startsWith(MASK))
            .map(line -> line.substring(MASK.length()))
            .toList();
    List<String> minted =
        sandbox.pypi().mintedTokens().stream().map(token -> token.value()).toList();
    assertThat(masked).containsAll(minted);
    String visible =
        output.stream().filter(line -> !line.startsWith(MASK)).collect(Collectors.joining("\n"));
    assertThat(LeakScan.forSecrets(masked).find(visible)).as("a secret in the log").isEmpty();
  }

  private Path project(String example) throws IOException {
    Path root = Path.of(System.getProperty("project.root"));
    Path source = root.resolve("docs/examples").resolve(example);
    Path target = folder.resolve(example);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(source.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    return target;
  }

  private int maven(
      String home, Path project, Map<String, String> job, String repository, String... args)
      throws MavenInvocationException {
    InvocationRequest request = new DefaultInvocationRequest();
    request.setMavenHome(new File(System.getProperty(home)));
    request.setBaseDirectory(project.toFile());
    request.setLocalRepositoryDirectory(new File(System.getProperty("local.repository")));
    request.setUserSettingsFile(settings().toFile());
    request.setBatchMode(true);
    request.addArgs(List.of(args));
    request.addArg("-Dtrustedpublishing.repository=" + repository);
    request.addArg("-Dstyle.color=never");
    job.forEach(request::addShellEnvironment);
    request.setOutputHandler(output::add);
    request.setErrorHandler(output::add);
    return new DefaultInvoker().execute(request).getExitCode();
  }

  /** What is downloaded already need not be downloaded again. */
  private Path settings() {
    Path downloaded = Path.of(System.getProperty("downloaded"));
    try {
      Path root = Path.of(System.getProperty("project.root"));
      String text = Files.readString(root.resolve("integration-tests/src/it/settings.xml"));
      return Files.writeString(
          folder.resolve("settings.xml"),
          text.replace("@localRepositoryUrl@", downloaded.toUri().toString())
              .replace(
                  "<profiles>",
                  "<pluginGroups><pluginGroup>dev.trustedpublishing</pluginGroup></pluginGroups>"
                      + "<profiles>"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String log() {
    return String.join("\n", output);
  }
}
