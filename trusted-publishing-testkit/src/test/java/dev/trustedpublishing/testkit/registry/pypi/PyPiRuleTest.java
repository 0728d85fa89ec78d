package dev.trustedpublishing.testkit.registry.pypi;

import static dev.trustedpublishing.testkit.registry.pypi.RegistryFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.pypi.PyPiRule.Case;
import dev.trustedpublishing.testkit.registry.pypi.RegistryFixture.Running;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded registry does with every case of the tables what PyPI does. */
class PyPiRuleTest {
  private static final PublisherRegistration ANY =
      PublisherRegistration.github("octo-org", "65", "sampleproject", "release.yml");

  private static RegistryFixture fixture;
  private int uploads;

  @BeforeAll
  static void startIssuers() throws Exception {
    fixture = new RegistryFixture();
  }

  @AfterAll
  static void stopIssuers() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource
  void eachTable_hasBothKinds(PyPiRule rule) {
    assertThat(rule.cases()).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(rule.cases()).anyMatch(Case::isAccepted).anyMatch(one -> !one.isAccepted());
  }

  @Test
  void platformTags() throws Exception {
    assertUploads(
        PyPiRule.PLATFORM_TAGS,
        input -> wheel("sampleproject-1.2.3-cp311-cp311-" + input + ".whl", Map.of()));
  }

  @Test
  void licenseExpressions() throws Exception {
    assertUploads(PyPiRule.LICENSE_EXPRESSIONS, input -> wheel().with("license_expression", input));
  }

  @Test
  void requiresPython() throws Exception {
    assertUploads(PyPiRule.REQUIRES_PYTHON, input -> wheel().with("requires_python", input));
  }

  @Test
  void requiresDist() throws Exception {
    assertUploads(PyPiRule.REQUIRES_DIST, input -> wheel().with("requires_dist", input));
  }

  @ParameterizedTest
  @ValueSource(strings = {"provides_dist", "obsoletes_dist"})
  void providesDist(String field) throws Exception {
    assertUploads(PyPiRule.PROVIDES_DIST, input -> wheel().with(field, input));
  }

  @Test
  void entryPoints() throws Exception {
    assertUploads(
        PyPiRule.ENTRY_POINTS,
        input ->
            wheel(
                "sampleproject-1.2.3-py3-none-any.whl",
                Map.of("sampleproject-1.2.3.dist-info/entry_points.txt", input)));
  }

  @Test
  void sourceFileNames() throws Exception {
    assertUploads(
        PyPiRule.SOURCE_FILE_NAMES,
        input -> {
          String[] parts = input.split(" ", 3);
          return UploadRequest.sdist("")
              .with("name", parts[0])
              .with("version", parts[1])
              .withFilename(parts[2]);
        });
  }

  @Test
  void wheelFileNames() throws Exception {
    assertUploads(
        PyPiRule.WHEEL_FILE_NAMES,
        input -> {
          String[] parts = input.split(" ", 3);
          return wheel(parts[2], Map.of()).with("name", parts[0]).with("version", parts[1]);
        });
  }

  @Test
  void projectNames() throws Exception {
    PublisherRegistration other =
        PublisherRegistration.github("someone", "9", "else", "x.yml").forProjects("Lib.Tools");
    SoftAssertions softly = new SoftAssertions();
    for (Case one : PyPiRule.PROJECT_NAMES.cases()) {
      try (Running registry = fixture.start(other, ANY.pendingFor(one.input()))) {
        String token = fixture.github.token(GitHubJob.sample(), "pypi");
        HttpResponse<String> answer = registry.mint(token);
        String rejection = JSON.readTree(answer.body()).at("/errors/0/description").asText("");
        softly.assertThat(rejection).as(one.input()).isEqualTo(one.rejection().orElse(""));
        softly.assertThat(answer.statusCode()).isEqualTo(one.isAccepted() ? 200 : 422);
      }
    }
    softly.assertAll();
  }

  @Test
  void projectOfConfusableName_isCreatedOnce() throws Exception {
    GitHubJob second = GitHubJob.sample().withRepository("other", "99");
    try (Running registry =
        fixture.start(
            ANY.pendingFor("Tool-Box"),
            PublisherRegistration.github("octo-org", "65", "other", "release.yml")
                .pendingFor("t00lb0x"))) {
      registry.apiToken();
      HttpResponse<String> answer = registry.mint(fixture.github.token(second, "pypi"));
      assertThat(JSON.readTree(answer.body()).at("/errors/0"))
          .isEqualTo(
              JSON.createObjectNode()
                  .put("code", "invalid-payload")
                  .put(
                      "description",
                      "The name 't00lb0x' is too similar to an existing project. See"
                          + " https://pypi.org/help/#project-name for more information."));
      assertThat(registry.registry.projects()).containsExactly("Tool-Box");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "requirements.txt", "email"})
  void firstUploadOfAnyProject_obeysTheNames(String name) throws Exception {
    try (Running registry = fixture.start(ANY)) {
      UploadRequest upload = UploadRequest.wheel(registry.apiToken(), name, "1.0");
      HttpResponse<String> answer = upload.send(fixture.client, registry.server.uri());
      assertThat(JSON.readTree(answer.body()).path("code").textValue())
          .startsWith("400 The name '" + name + "' isn't allowed");
      assertThat(registry.registry.projects()).isEmpty();
    }
  }

  /** A wheel whose content is that of no other. */
  private UploadRequest wheel() {
    return wheel("sampleproject-1.2.3-py3-none-any.whl", Map.of());
  }

  private UploadRequest wheel(String filename, Map<String, String> more) {
    String[] parts = filename.split("-", 3);
    Map<String, String> members = Archives.wheelMembers(parts[0], parts[1]);
    members.put("number", String.valueOf(uploads++));
    members.putAll(more);
    return UploadRequest.wheel("")
        .with("metadata_version", "2.4")
        .withFilename(filename)
        .withContent(Archives.storedZip(members));
  }

  private void assertUploads(PyPiRule rule, Function<String, UploadRequest> upload)
      throws Exception {
    SoftAssertions softly = new SoftAssertions();
    for (Case one : rule.cases()) {
      try (Running registry = fixture.start(ANY)) {
        HttpResponse<String> answer =
            upload
                .apply(one.input())
                .withAuthorization("Bearer " + registry.apiToken())
                .send(fixture.client, registry.server.uri());
        Optional<String> rejection =
            answer.statusCode() == 200
                ? Optional.empty()
                : Optional.of(JSON.readTree(answer.body()).path("code").textValue());
        softly
            .assertThat(rejection)
            .as(one.input())
            .isEqualTo(one.rejection().map(message -> "400 " + message));
      }
    }
    softly.assertAll();
  }
}
