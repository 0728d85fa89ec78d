package dev.trustedpublishing.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.cli.CommandRunner;
import dev.trustedpublishing.cli.shell.Shell;
import dev.trustedpublishing.cli.shell.TestShell;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.SamplePackage;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class SandboxCommandTest {
  @TempDir private Path folder;

  @Test
  void sandbox_envFile_configuresPublish() throws Exception {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    try (Running sandbox = new Running("sandbox", "--port", "0", "--env-file", "sandbox.env")) {
      String introduction = sandbox.readUntil("Ctrl+C");
      Map<String, String> variables = new HashMap<>();
      for (String name : names()) {
        variables.put(name, EnvFileTest.sourced(folder.resolve("sandbox.env"), name));
      }

      assertThat(introduction)
          .contains(variables.get("TRUSTED_PUBLISH_REPOSITORY"), variables.get("PIP_INDEX_URL"))
          .contains("set -a; . " + folder.resolve("sandbox.env"))
          .doesNotContain(variables.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
      assertThat(variables)
          .containsEntry("GITHUB_ACTIONS", "true")
          .containsEntry("TWINE_REPOSITORY_URL", variables.get("TRUSTED_PUBLISH_REPOSITORY"));
      TestShell.Outcome published = new TestShell(folder, variables).run("publish", "--quiet");
      assertThat(published.exitCode()).as(published.err()).isZero();

      assertThat(sandbox.stop()).isZero();
    }
  }

  @Test
  void sandbox_envFile_configuresNpmPublish() throws Exception {
    try (Running sandbox = new Running("sandbox", "--env-file", "sandbox.env", "--samples", ".")) {
      String introduction = sandbox.readUntil("Ctrl+C");
      Map<String, String> variables = new HashMap<>();
      for (String name : names()) {
        variables.put(name, EnvFileTest.sourced(folder.resolve("sandbox.env"), name));
      }

      assertThat(variables)
          .containsEntry("npm_config_registry", variables.get("TRUSTED_PUBLISH_NPM_REGISTRY"));
      assertThat(variables.get("TRUSTED_PUBLISH_NPM_REGISTRY"))
          .matches("http://127\\.0\\.0\\.1:\\d+/npm/");
      assertThat(introduction)
          .contains("npm       " + variables.get("TRUSTED_PUBLISH_NPM_REGISTRY"))
          .containsPattern("sigstore  http://127\\.0\\.0\\.1:\\d+/sigstore ")
          .contains("trusted-publish publish --repository npm FILE.tgz");
      for (String state : new String[] {"published", "already-there"}) {
        TestShell.Outcome outcome =
            new TestShell(folder, variables)
                .run("publish", "--repository", "npm", "--skip-existing", "npm/*.tgz");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("trusted-publishing-sample-1.0.0.tgz  " + state);
      }
    }
  }

  @Test
  void sandbox_gitlab_configuresPublish() throws Exception {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    try (Running sandbox = new Running("sandbox", "--ci", "gitlab", "--env-file", "sandbox.env")) {
      sandbox.readUntil("Ctrl+C");
      Map<String, String> variables = new HashMap<>();
      for (String name : names()) {
        variables.put(name, EnvFileTest.sourced(folder.resolve("sandbox.env"), name));
      }

      assertThat(variables).containsEntry("GITLAB_CI", "true").doesNotContainKey("GITHUB_ACTIONS");
      TestShell.Outcome published = new TestShell(folder, variables).run("publish");
      assertThat(published.exitCode()).as(published.err()).isZero();
      assertThat(published.out()).contains("this job runs on GitLab CI/CD");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void sandbox_circleci_providesItsCommandToAnyClient() throws Exception {
    SamplePackage.PACKED.copyTo(Files.createDirectory(folder.resolve("dist")));
    try (Running sandbox =
        new Running("sandbox", "--ci", "circleci", "--env-file", "sandbox.env")) {
      String introduction = sandbox.readUntil("Ctrl+C");
      Map<String, String> variables = variables("CIRCLECI", "PATH");

      assertThat(introduction)
          .contains("/circleci, imitates CircleCI")
          .contains("As in reality, pypi will reject this CI system.");
      assertThat(variables).containsEntry("CIRCLECI", "true");
      Path program = Path.of(variables.get("PATH").split(File.pathSeparator)[0], "circleci");
      assertThat(Files.getPosixFilePermissions(program))
          .containsExactlyInAnyOrderElementsOf(PosixFilePermissions.fromString("rwx------"));
      TestShell.Outcome published =
          new TestShell(folder, variables).run("publish", "--repository", "npm", "dist/*.tgz");
      assertThat(published.exitCode()).as(published.err()).isZero();
      assertThat(published.out()).contains("this job runs on CircleCI");
    }
  }

  @Test
  void sandbox_google_configuresPublish() throws Exception {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    try (Running sandbox = new Running("sandbox", "--ci", "google", "--env-file", "sandbox.env")) {
      sandbox.readUntil("Ctrl+C");
      Map<String, String> variables = variables("GCE_METADATA_HOST");

      TestShell.Outcome published = new TestShell(folder, variables).run("publish");
      assertThat(published.exitCode()).as(published.err()).isZero();
      assertThat(published.out()).contains("this job runs on Google Cloud");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void sandbox_buildkite_rejectsAsTheRealRegistriesDo() throws Exception {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    try (Running sandbox =
        new Running(
            "sandbox", "--ci", "buildkite", "--env-file", "sandbox.env", "--tls", "ca.pem")) {
      String introduction = sandbox.readUntil("Ctrl+C");
      Map<String, String> variables = variables("BUILDKITE", "BUILDKITE_AGENT_ENDPOINT", "PATH");
      variables.put("SSL_CERT_FILE", folder.resolve("ca.pem").toString());

      assertThat(introduction).contains("As in reality, pypi and npm will reject this CI system.");
      assertThat(variables.get("BUILDKITE_AGENT_ENDPOINT")).startsWith("http://127.0.0.1:");
      TestShell.Outcome published = new TestShell(folder, variables).run("publish");
      assertThat(published.exitCode()).isEqualTo(4);
      assertThat(published.out()).contains("this job runs on Buildkite");
    }
  }

  private Map<String, String> variables(String... ofTheCi) throws Exception {
    Map<String, String> variables = new HashMap<>();
    for (String name :
        Stream.concat(
                Stream.of(ofTheCi),
                Stream.of("TRUSTED_PUBLISH_REPOSITORY", "TRUSTED_PUBLISH_NPM_REGISTRY"))
            .toList()) {
      variables.put(name, EnvFileTest.sourced(folder.resolve("sandbox.env"), name));
    }
    return variables;
  }

  @Test
  void sandbox_tls_writesCertificate() throws Exception {
    try (Running sandbox = new Running("sandbox", "--env-file", "sandbox.env", "--tls", "ca.pem")) {
      String introduction = sandbox.readUntil("Ctrl+C");

      assertThat(introduction).contains("to trust  " + folder.resolve("ca.pem"));
      for (String name :
          new String[] {
            "TRUSTED_PUBLISH_REPOSITORY",
            "TWINE_REPOSITORY_URL",
            "PIP_INDEX_URL",
            "npm_config_registry"
          }) {
        assertThat(EnvFileTest.sourced(folder.resolve("sandbox.env"), name))
            .startsWith("https://127.0.0.1:");
      }
      assertThat(folder.resolve("ca.pem"))
          .content()
          .startsWith("-----BEGIN CERTIFICATE-----\n")
          .endsWith("-----END CERTIFICATE-----\n");
    }
  }

  @Test
  void sandbox_publisherFile_replacesDefaultPublisher() throws Exception {
    Files.writeString(
        folder.resolve("publishers.json"),
        """
        {"publishers": [{"kind": "github", "owner": "octo-org", "owner_id": "65",
          "repository": "another", "workflow": "release.yml", "projects": ["*"]}]}
        """);
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    try (Running sandbox =
        new Running("sandbox", "--env-file", "sandbox.env", "--publisher", "publishers.json")) {
      sandbox.readUntil("Ctrl+C");
      Map<String, String> variables = new HashMap<>();
      for (String name : names()) {
        variables.put(name, EnvFileTest.sourced(folder.resolve("sandbox.env"), name));
      }

      assertThat(new TestShell(folder, variables).run("publish").exitCode()).isEqualTo(4);
    }
  }

  @Test
  void sandbox_portInUse_fails() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = String.valueOf(taken.getLocalPort());

      TestShell.Outcome outcome = new TestShell(folder, Map.of()).run("sandbox", "--port", port);

      assertThat(outcome.exitCode()).isEqualTo(2);
      assertThat(outcome.err())
          .contains("can't listen on port " + port)
          .contains("Address already in use")
          .contains("Choose another --port")
          .contains("usage.invalid-option");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port 70000              | can't listen on port 70000",
        "--publisher nowhere.json  | no such file or folder",
        "--publisher no.json       | not JSON",
        "--publisher wrong.json    | publishers[0].kind",
        "--env-file nowhere/x.env  | no such file or folder",
        "--samples nowhere         | no such file or folder",
        "--samples full            | dist exists",
        "--tls nowhere/ca.pem      | no such file or folder"
      })
  void sandbox_invalidOption_fails(String options, String text) throws IOException {
    Files.writeString(folder.resolve("no.json"), "publishers: []");
    Files.writeString(folder.resolve("wrong.json"), "{\"publishers\": [{\"kind\": \"svn\"}]}");
    Files.createDirectories(folder.resolve("full/dist"));

    TestShell.Outcome outcome =
        new TestShell(folder, Map.of()).run(("sandbox " + options).split(" "));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("error: ").contains(text, "Fix:");
  }

  private Iterable<String> names() throws IOException {
    return Files.readAllLines(folder.resolve("sandbox.env")).stream()
        .map(line -> line.substring(0, line.indexOf('=')))
        .toList();
  }

  /** A command that runs until it is interrupted, as by a signal. */
  private final class Running implements AutoCloseable {
    private final BufferedReader out;
    private final FutureTask<Integer> exitCode;
    private final Thread thread;

    private Running(String... args) throws IOException {
      PipedReader pipe = new PipedReader(64 * 1024);
      PrintWriter writer = new PrintWriter(new PipedWriter(pipe), true);
      Shell shell =
          new Shell(writer, new PrintWriter(new StringWriter()), Map.of(), folder, () -> false);
      out = new BufferedReader(pipe);
      exitCode =
          new FutureTask<>(() -> {
            try (writer) {
              return new CommandRunner(shell).run(args);
            }
          });
      thread = new Thread(exitCode, "sandbox");
      thread.start();
    }

    private String readUntil(String words) throws IOException {
      StringBuilder text = new StringBuilder();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        text.append(line).append('\n');
        if (line.contains(words)) {
          return text.toString();
        }
      }
      throw new AssertionError("The command ended without saying " + words + ":\n" + text);
    }

    private int stop() throws Exception {
      thread.interrupt();
      return exitCode.get();
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }
}
