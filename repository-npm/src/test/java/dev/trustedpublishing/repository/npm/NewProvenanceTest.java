package dev.trustedpublishing.repository.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.Finding;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Provenance that a run makes: npm's own statements (libnpmpublish, lib/provenance.js). */
class NewProvenanceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NPM = "npm+https://registry.npmexample.org/";

  @TempDir Path folder;
  private final TestContext context = TestContext.over(Packed.script()).with(Packed.CLOCK);

  @BeforeEach
  void create() {
    context.with(folder);
  }

  @Test
  void onGitHub_describesWorkflowAndRun() throws IOException {
    github();

    JsonNode statement = statement(NPM, "\"git+https://github.com/acme/hello.git\"");

    assertThat(statement.path("_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
    assertThat(statement.at("/subject/0/name").asText()).isEqualTo("pkg:npm/%40acme/hello@1.0.0");
    assertThat(statement.at("/subject/0/digest/sha512").asText()).matches("[0-9a-f]{128}");
    assertThat(statement.path("predicateType").asText())
        .isEqualTo("https://slsa.dev/provenance/v1");
    JsonNode build = statement.at("/predicate/buildDefinition");
    assertThat(build.at("/externalParameters/workflow/ref").asText()).isEqualTo("refs/tags/v1@x");
    assertThat(build.at("/externalParameters/workflow/path").asText())
        .isEqualTo(".github/workflows/release.yml");
    assertThat(build.at("/externalParameters/workflow/repository").asText())
        .isEqualTo("https://github.com/acme/hello");
    assertThat(build.at("/resolvedDependencies/0/uri").asText())
        .isEqualTo("git+https://github.com/acme/hello@refs/tags/v1");
    assertThat(build.at("/resolvedDependencies/0/digest/gitCommit").asText()).isEqualTo("abc");
    assertThat(statement.at("/predicate/runDetails/builder/id").asText())
        .isEqualTo("https://github.com/actions/runner/github-hosted");
    assertThat(statement.at("/predicate/runDetails/metadata/invocationId").asText())
        .isEqualTo("https://github.com/acme/hello/actions/runs/9/attempts/2");
  }

  @Test
  void onGitLab_hasTheOlderFormAndOnlyTheKnownVariables() throws IOException {
    context
        .with("GITLAB_CI", "true")
        .with("CI_PROJECT_URL", "https://gitlab.com/acme/hello")
        .with("CI_RUNNER_ID", "12")
        .with("CI_COMMIT_SHA", "abc")
        .with("CI_JOB_NAME", "publish")
        .with("CI_JOB_URL", "https://gitlab.com/acme/hello/-/jobs/3")
        .with("CI_JOB_TOKEN", "a-secret")
        .with("NPM_ID_TOKEN", "another-secret");

    JsonNode statement = statement(NPM, "\"https://gitlab.com/acme/hello\"");

    assertThat(statement.path("_type").asText()).isEqualTo("https://in-toto.io/Statement/v0.1");
    JsonNode predicate = statement.path("predicate");
    assertThat(predicate.path("buildType").asText())
        .isEqualTo("https://github.com/npm/cli/gitlab/v0alpha1");
    assertThat(predicate.at("/builder/id").asText())
        .isEqualTo("https://gitlab.com/acme/hello/-/runners/12");
    assertThat(predicate.at("/invocation/configSource/entryPoint").asText()).isEqualTo("publish");
    assertThat(predicate.at("/invocation/parameters/CI_COMMIT_SHA").asText()).isEqualTo("abc");
    assertThat(predicate.at("/metadata/buildInvocationId").asText())
        .isEqualTo("https://gitlab.com/acme/hello/-/jobs/3");
    assertThat(predicate.at("/materials/0/digest/sha1").asText()).isEqualTo("abc");
    assertThat(statement.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"acme/hello\"",
        "\"github:acme/hello\"",
        "\"git@github.com:acme/hello.git\"",
        "{\"type\":\"git\",\"url\":\"git+ssh://git@github.com/acme/hello.git\"}",
        "{\"url\":\"https://github.com/acme/hello/\"}"
      })
  void repository_inEachFormOfNpm_isRecognized(String repository) throws IOException {
    github();

    assertThat(statement(NPM, repository).isObject()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"acme/Hello\"", "\"acme/other\"", "7", "\"\""})
  @FaultRow("A09")
  void repository_thatDoesNotBuild_isExplained(String repository) {
    github();

    assertThatThrownBy(() -> statement(NPM, repository))
        .hasMessageContaining("names another repository")
        .hasMessageContaining("exactly https://github.com/acme/hello, case-sensitive")
        .hasMessageContaining("git+https://github.com/acme/hello.git");
  }

  @Test
  void otherCiSystem_isOnlyAnErrorIfRequired() throws IOException {
    RepositoryClient client = client(NPM);
    Artifact artifact = client.plan(List.of(packed("\"acme/hello\""))).get(0);

    assertThat(client.statement(artifact)).isEmpty();
    context.with(Attestations.REQUIRED);
    assertThatThrownBy(() -> client.statement(artifact))
        .hasMessageContaining("GitHub Actions and GitLab CI/CD only");
  }

  @Test
  void otherRegistry_getsProvenanceOnlyIfRequired() throws IOException {
    github();
    RepositoryClient client = client("npm+https://registry.example/");
    Artifact artifact = client.plan(List.of(packed("\"acme/hello\""))).get(0);

    assertThat(client.statement(artifact)).isEmpty();
    context.with(Attestations.REQUIRED);
    assertThat(client.statement(artifact)).isPresent();
  }

  @Test
  void attach_keepsTheBundle() throws IOException {
    github();
    RepositoryClient client = client(NPM);
    Artifact artifact = client.plan(List.of(packed("\"acme/hello\""))).get(0);

    NpmArtifact attested =
        (NpmArtifact) client.attach(artifact, JsonObject.of(Map.of("mediaType", "m")));

    assertThat(attested.provenance().orElseThrow().json()).isEqualTo("{\"mediaType\":\"m\"}");
    assertThat(client.statement(attested)).isEmpty();
  }

  @Test
  @FaultRow("A09")
  void privateRepository_isRefused() {
    assertThat(
            client(NPM)
                .preflightAttestation(
                    Claims.of(JsonObject.of(Map.of("repository_visibility", "private")))))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Finding.Severity.REFUSAL);
          assertThat(finding.problem().text()).contains("public repositories only", "private");
        });
  }

  private void github() {
    context
        .with("GITHUB_ACTIONS", "true")
        .with("GITHUB_SERVER_URL", "https://github.com")
        .with("GITHUB_REPOSITORY", "acme/hello")
        .with("GITHUB_WORKFLOW_REF", "acme/hello/.github/workflows/release.yml@refs/tags/v1@x")
        .with("GITHUB_REF", "refs/tags/v1")
        .with("GITHUB_SHA", "abc")
        .with("GITHUB_RUN_ID", "9")
        .with("GITHUB_RUN_ATTEMPT", "2")
        .with("RUNNER_ENVIRONMENT", "github-hosted");
  }

  private JsonNode statement(String registry, String repository) throws IOException {
    RepositoryClient client = client(registry);
    Artifact artifact = client.plan(List.of(packed(repository))).get(0);
    return JSON.readTree(client.statement(artifact).orElseThrow());
  }

  private Path packed(String repository) throws IOException {
    return Packed.of("@acme/hello", "1.0.0", ",\"repository\":" + repository)
        .to(folder.resolve("hello.tgz"));
  }

  private RepositoryClient client(String name) {
    NpmRepository repository = new NpmRepository();
    return repository.connect(repository.resolve(name, List.of(), context).orElseThrow(), context);
  }
}
