package dev.trustedpublishing.cli.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.cli.shell.TestShell;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The variables and files of twine, uv and publib that docs/migrating.md promises to read. */
@Timeout(30)
class OtherToolsTest {
  private static final String URL = "{url}";
  private static final String SECRET = "stored-password";

  @TempDir private Path folder;
  private Sandbox sandbox;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().start();
    SampleDistribution.HATCHLING.copyTo(
        Files.createDirectories(folder.resolve("dist").resolve("python")));
    Files.createDirectory(folder.resolve("home"));
  }

  @AfterEach
  void close() throws IOException {
    sandbox.close();
  }

  /** Variables, the content of {@code ~/.pypirc}, and options. */
  private record Case(Map<String, String> variables, String pypirc, List<String> options) {
    private Case(Map<String, String> variables, String... options) {
      this(variables, "", List.of(options));
    }
  }

  static Stream<Arguments> repositories() {
    String section = "[distutils]\nindex-servers = own\n[own]\nrepository: " + URL + "\n";
    return Stream.of(
        argumentSet("ours", new Case(Map.of("TRUSTED_PUBLISH_REPOSITORY", URL))),
        argumentSet("twine's URL", new Case(Map.of("TWINE_REPOSITORY_URL", URL))),
        argumentSet(
            "twine's URL before its name",
            new Case(Map.of("TWINE_REPOSITORY_URL", URL, "TWINE_REPOSITORY", "nowhere"))),
        argumentSet("uv's URL", new Case(Map.of("UV_PUBLISH_URL", URL))),
        argumentSet(
            "ours before theirs",
            new Case(Map.of("TRUSTED_PUBLISH_REPOSITORY", URL, "UV_PUBLISH_URL", "ftp://x"))),
        argumentSet(
            "twine's name of a repository in .pypirc",
            new Case(Map.of("TWINE_REPOSITORY", "own"), section, List.of())),
        argumentSet(
            "a repository in .pypirc on the command line",
            new Case(Map.of(), section, List.of("--repository", "own"))),
        argumentSet(
            "the option before any variable",
            new Case(Map.of("TWINE_REPOSITORY", "x"), "--repository", URL)));
  }

  @ParameterizedTest
  @MethodSource("repositories")
  void repositorySetting_isUsedForPublish(Case setting) throws IOException {
    TestShell.Outcome outcome = publish(setting);

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(sandbox.pypi().files()).hasSize(2);
  }

  static Stream<Arguments> credentials() {
    String section =
        "[own]\nrepository = " + URL + "\nusername = __token__\npassword = " + SECRET + "\n";
    String never = "--trusted-publishing=never";
    return Stream.of(
        argumentSet("ours", new Case(Map.of("TRUSTED_PUBLISH_PASSWORD", SECRET), never)),
        argumentSet(
            "twine's",
            new Case(Map.of("TWINE_USERNAME", "__token__", "TWINE_PASSWORD", SECRET), never)),
        argumentSet("uv's token", new Case(Map.of("UV_PUBLISH_TOKEN", SECRET), never)),
        argumentSet(
            "uv's password",
            new Case(
                Map.of("UV_PUBLISH_USERNAME", "__token__", "UV_PUBLISH_PASSWORD", SECRET), never)),
        argumentSet(
            ".pypirc", new Case(Map.of("TWINE_REPOSITORY", "own"), section, List.of(never))),
        argumentSet(
            "rollback by one variable",
            new Case(Map.of("TRUSTED_PUBLISH_RULE", "never", "TRUSTED_PUBLISH_PASSWORD", SECRET))));
  }

  @ParameterizedTest
  @MethodSource("credentials")
  void storedCredential_ruleNever_isSent(Case setting) throws IOException {
    Map<String, String> variables = new HashMap<>(setting.variables);
    variables.putIfAbsent("TWINE_REPOSITORY_URL", URL);
    if (!setting.pypirc.isEmpty()) {
      variables.remove("TWINE_REPOSITORY_URL");
    }

    TestShell.Outcome outcome = publish(new Case(variables, setting.pypirc, setting.options));

    // The sandbox does not know the password; that it was sent there is what counts.
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(5);
    assertThat(outcome.out()).contains("none: the stored credential is used");
    assertThat(outcome.err()).contains("publish.forbidden");
    assertThat(outcome.all()).doesNotContain(SECRET);
    assertThat(sandbox.pypi().mintedTokens()).isEmpty();
  }

  @Test
  void ruleAlways_namesEachStoredCredential() throws IOException {
    TestShell.Outcome outcome =
        publish(
            new Case(
                Map.of(
                    "TWINE_PASSWORD", SECRET,
                    "UV_PUBLISH_TOKEN", SECRET,
                    "TRUSTED_PUBLISH_RULE", "Always")));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("TWINE_PASSWORD, UV_PUBLISH_TOKEN together with --trusted-publishing always")
        .contains("Delete TWINE_PASSWORD, UV_PUBLISH_TOKEN from this job");
  }

  @Test
  void ruleAutomatic_prefersIdentityOverStoredCredential() throws IOException {
    TestShell.Outcome outcome =
        publish(
            new Case(
                Map.of("TWINE_PASSWORD", SECRET, "TWINE_REPOSITORY_URL", URL),
                "--trusted-publishing=automatic"));

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).doesNotContain("stored credential is used");
    assertThat(sandbox.pypi().mintedTokens()).hasSize(1);
  }

  @Test
  void invalidRule_fails() throws IOException {
    TestShell.Outcome outcome = publish(new Case(Map.of("TRUSTED_PUBLISH_RULE", "off")));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("TRUSTED_PUBLISH_RULE has an invalid value", "'off'", "never");
  }

  @Test
  void twineCert_isTrusted() throws IOException {
    LoopbackCertificate certificate = LoopbackCertificate.make();
    Path pem = Files.writeString(folder.resolve("ca.pem"), certificate.pem());
    sandbox.close();
    sandbox = Sandbox.builder().tls(certificate).start();

    TestShell.Outcome outcome =
        publish(new Case(Map.of("TWINE_CERT", pem.toString(), "TWINE_REPOSITORY_URL", URL)));

    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
  }

  private TestShell.Outcome publish(Case setting) throws IOException {
    String url = sandbox.uploadUrl().toString();
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.remove("TRUSTED_PUBLISH_REPOSITORY");
    environment.remove("TWINE_REPOSITORY_URL");
    setting.variables.forEach((name, value) -> environment.put(name, value.replace(URL, url)));
    environment.put("HOME", folder.resolve("home").toString());
    if (!setting.pypirc.isEmpty()) {
      Files.writeString(folder.resolve("home/.pypirc"), setting.pypirc.replace(URL, url));
    }
    List<String> line = new ArrayList<>(List.of("publish"));
    setting.options.forEach(option -> line.add(option.replace(URL, url)));
    return new TestShell(folder, environment).run(line.toArray(new String[0]));
  }
}
