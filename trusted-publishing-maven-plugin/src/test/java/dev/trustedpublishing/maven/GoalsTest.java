package dev.trustedpublishing.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.testkit.LeakScan;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.SamplePackage;
import dev.trustedpublishing.testkit.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The goals against the sandbox, in this process. {@link PluginIT} runs them in Maven. */
class GoalsTest {
  @TempDir Path target;

  private final RecordingLog log = new RecordingLog();
  private final Settings settings = new Settings();
  private Sandbox sandbox;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().start();
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
  }

  @Test
  void publish_filesOfTheBuild_arePublishedAndReported() throws Exception {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(target.resolve("dist")));
    Files.writeString(target.resolve("notes.txt"), "not a package");

    publishMojo().execute();

    assertThat(sandbox.pypi().files()).hasSize(2);
    assertThat(log.text())
        .contains("[INFO] obtain    this job runs on GitHub Actions")
        .contains("[INFO] done      published 2 of 2 files in ");
    assertThat(report())
        .contains("\"artifacts\":[{\"filename\":\"trusted_publishing_sample-1.0.0")
        .contains("\"state\":\"published\"");
    assertThat(
            LeakScan.forSecrets(
                    sandbox.pypi().mintedTokens().stream().map(token -> token.value()).toList())
                .find(log.text() + report()))
        .isEmpty();
  }

  @Test
  void publish_skip_doesNothing() throws Exception {
    PublishMojo mojo = publishMojo();
    mojo.skip = true;

    mojo.execute();

    assertThat(log.text()).isEqualTo("[INFO] Skipped by trustedpublishing.skip.");
    assertThat(sandbox.pypi().requests()).isEmpty();
  }

  @Test
  void publish_dryRun_validatesOnly() throws Exception {
    SampleDistribution.HATCHLING.copyTo(target);
    PublishMojo mojo = publishMojo();
    mojo.dryRun = true;

    mojo.execute();

    assertThat(log.text()).contains("dry run   2 files would be published to http");
    assertThat(sandbox.pypi().requests()).isEmpty();
    assertThat(target.resolve("trusted-publishing/report.json")).doesNotExist();
  }

  @Test
  void publish_noFiles_fails() {
    assertThatThrownBy(() -> publishMojo().execute())
        .isInstanceOf(MojoFailureException.class)
        .hasMessage(
            """

            There is nothing to publish.
              Found:    no matching file in %s
              Expected: at least one file that matches *.whl, *.tar.gz, dist/*.whl, dist/*.tar.gz
              Fix:      Build the packages in an earlier phase, set <directory> and <includes>, or set <skip> in a module that publishes nothing.
              Code:     usage.nothing-to-publish\
            """,
            target);
  }

  @Test
  void publish_includesAndExcludes_selectFiles() throws Exception {
    SampleDistribution.HATCHLING.copyTo(target);
    PublishMojo mojo = publishMojo();
    mojo.includes = List.of("**/*");
    mojo.excludes = List.of("**/*.tar.gz");

    mojo.execute();

    assertThat(sandbox.pypi().files()).hasSize(1);
  }

  @Test
  void publish_registryOfAnotherKind_needsIncludes() {
    PublishMojo mojo = publishMojo();
    mojo.repository = "crates-io";

    assertThatThrownBy(mojo::execute)
        .hasMessageContaining("The files to publish are not configured.")
        .hasMessageContaining(
            "Set <includes>, such as <include>*.crate</include>, and <directory>.");
  }

  @Test
  void publish_withoutCi_failsWithTheReason() throws Exception {
    SampleDistribution.HATCHLING.copyTo(target);
    Files.createDirectories(target.resolve("trusted-publishing"));
    Files.writeString(target.resolve("trusted-publishing/report.json"), "of the last run");
    PublishMojo mojo = publishMojo();
    mojo.environment = Map.of();

    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessageContaining("No supported CI environment detected.")
        .hasMessageContaining("Code:     identity.none-detected");
    assertThat(report()).contains("\"state\":\"not-attempted\"").doesNotContain("last run");
  }

  @Test
  void publish_invalidChoice_namesTheValues() throws Exception {
    SampleDistribution.HATCHLING.copyTo(target);
    PublishMojo mojo = publishMojo();
    mojo.trustedPublishing = "sometimes";

    assertThatThrownBy(mojo::execute)
        .hasMessageContaining("The parameter <trustedPublishing> has an invalid value.")
        .hasMessageContaining("Expected: one of always, automatic, never");
  }

  @Test
  void publish_storedCredentialUnderAlways_isRejected() throws Exception {
    SampleDistribution.HATCHLING.copyTo(target);
    PublishMojo mojo = publishMojo();
    mojo.serverId = "npm";

    assertThatThrownBy(mojo::execute)
        .hasMessageContaining(
            "A stored credential was configured, but trusted publishing is 'always'.")
        .hasMessageContaining(
            "Found:    <serverId> together with <trustedPublishing> always, which is the default")
        .hasMessageContaining("Code:     usage.invalid-option");
    assertThat(sandbox.pypi().requests()).isEmpty();
  }

  @Test
  void publish_storedCredentialUnderAutomaticWithoutCi_isUsedWithAWarning() throws Exception {
    SamplePackage.PACKED.copyTo(target);
    Server server = new Server();
    server.setId("npm");
    server.setPassword(sandbox.npm().accountToken());
    settings.addServer(server);
    PublishMojo mojo = publishMojo();
    mojo.repository = "npm+" + sandbox.npm().uri();
    mojo.environment = Map.of();
    mojo.trustedPublishing = "automatic";
    mojo.serverId = "npm";

    mojo.execute();

    assertThat(sandbox.npm().published()).hasSize(1);
    assertThat(log.text())
        .contains("[WARNING] A stored credential was used instead of trusted publishing.")
        .doesNotContain(sandbox.npm().accountToken());
  }

  @Test
  void publish_unknownServer_isRejected() throws Exception {
    SampleDistribution.HATCHLING.copyTo(target);
    PublishMojo mojo = publishMojo();
    mojo.trustedPublishing = "never";
    mojo.serverId = "absent";

    assertThatThrownBy(mojo::execute)
        .hasMessageContaining("The stored credential of server 'absent' is not available.")
        .hasMessageContaining("Found:    no such server in settings.xml");
  }

  @Test
  void publish_neverWithoutServer_isRejected() throws Exception {
    SampleDistribution.HATCHLING.copyTo(target);
    PublishMojo mojo = publishMojo();
    mojo.trustedPublishing = "never";

    assertThatThrownBy(mojo::execute)
        .hasMessageContaining("No credential is available: trusted publishing is 'never'.")
        .hasMessageContaining("Set <serverId>, or remove <trustedPublishing>.");
  }

  @Test
  void verify_uploadsNothing() throws Exception {
    prepared(new VerifyMojo()).execute();

    assertThat(log.text()).contains("works: 1 exchange, nothing uploaded.");
    assertThat(sandbox.pypi().files()).isEmpty();
  }

  @Test
  void doctor_healthyJob_showsItsIdentity() throws Exception {
    prepared(new DoctorMojo()).execute();

    assertThat(log.text()).contains("Identity of this job").contains("octo-org");
  }

  @Test
  void doctor_withoutCi_fails() {
    DoctorMojo mojo = prepared(new DoctorMojo());
    mojo.environment = Map.of();
    mojo.expect = "owner=octo-org";
    mojo.repository = "http://[";

    assertThatThrownBy(mojo::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessageStartingWith("This job can't publish. The findings are listed above.\n  Code:");
  }

  private PublishMojo publishMojo() {
    PublishMojo mojo = prepared(new PublishMojo(settings, new PlainText()));
    mojo.directory = target.toFile();
    mojo.report = target.resolve("trusted-publishing/report.json").toFile();
    return mojo;
  }

  private <M extends JobMojo> M prepared(M mojo) {
    mojo.setLog(log);
    mojo.repository = sandbox.uploadUrl().toString();
    mojo.folder = target.toFile();
    mojo.environment = sandbox.environment();
    mojo.workflowCommands = command -> {};
    return mojo;
  }

  private String report() throws IOException {
    return Files.readString(target.resolve("trusted-publishing/report.json"));
  }

  /** Decrypts passwords that are not encrypted. */
  private static final class PlainText implements SettingsDecrypter {
    @Override
    public SettingsDecryptionResult decrypt(SettingsDecryptionRequest request) {
      Server server = request.getServers().get(0);
      return new SettingsDecryptionResult() {
        @Override
        public Server getServer() {
          return server;
        }

        @Override
        public List<Server> getServers() {
          return List.of(server);
        }

        @Override
        public Proxy getProxy() {
          throw new UnsupportedOperationException();
        }

        @Override
        public List<Proxy> getProxies() {
          return List.of();
        }

        @Override
        public List<SettingsProblem> getProblems() {
          return List.of();
        }
      };
    }
  }
}
