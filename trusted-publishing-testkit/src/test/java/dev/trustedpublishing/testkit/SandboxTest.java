package dev.trustedpublishing.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.GitLabJob;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path directory;

  @Test
  void environment_pointsClientsToSandbox() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      assertThat(sandbox.environment())
          .containsEntry("TRUSTED_PUBLISH_REPOSITORY", sandbox.uri() + "/legacy/")
          .containsEntry("TWINE_REPOSITORY_URL", sandbox.uri() + "/legacy/")
          .containsEntry("PIP_INDEX_URL", sandbox.uri() + "/simple/")
          .containsEntry("TRUSTED_PUBLISH_NPM_REGISTRY", sandbox.uri() + "/npm/")
          .containsEntry("npm_config_registry", sandbox.uri() + "/npm/")
          .containsEntry("npm_config_provenance", "false")
          .containsEntry("GITHUB_ACTIONS", "true");
    }
  }

  @Test
  void npmExchange_anyPackage_worksAtServerRoot() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      String identity = sandbox.issuer().token(GitHubJob.sample(), "npm:127.0.0.1");
      URI exchange =
          sandbox
              .uri()
              .resolve("/-/npm/v1/oidc/token/exchange/package/@trusted-publishing%2fsample");
      HttpRequest request =
          HttpRequest.newBuilder(exchange)
              .header("Authorization", "Bearer " + identity)
              .POST(BodyPublishers.noBody())
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
      assertThat(sandbox.npm().mintedTokens())
          .singleElement()
          .satisfies(token ->
              assertThat(token.packageName()).isEqualTo(SamplePackage.PACKED.packageName()));
    }
  }

  @Test
  void npmRegistry_canBeConfigured() throws Exception {
    Trust other = Trust.github("octo-org/other", "release.yml");
    try (Sandbox sandbox =
        Sandbox.builder().npm(registry -> registry.trust("hello", other)).start()) {
      String identity = sandbox.issuer().token(GitHubJob.sample(), "npm:127.0.0.1");
      HttpRequest request =
          HttpRequest.newBuilder(
                  sandbox.npm().uri().resolve("/-/npm/v1/oidc/token/exchange/package/hello"))
              .header("Authorization", "Bearer " + identity)
              .POST(BodyPublishers.noBody())
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void gitlabJob_isTrustedByBothRegistries() throws Exception {
    GitLabJob job = GitLabJob.sample();
    try (Sandbox sandbox = Sandbox.builder().gitlabJob(job).start()) {
      Map<String, String> environment = sandbox.environment();
      assertThat(environment)
          .containsEntry("GITLAB_CI", "true")
          .containsEntry("CI_SERVER_URL", sandbox.gitlabIssuer().issuer().toString())
          .containsEntry("TRUSTED_PUBLISH_REPOSITORY", sandbox.uri() + "/legacy/")
          .containsEntry("npm_config_registry", sandbox.uri() + "/npm/")
          .doesNotContainKey("GITHUB_ACTIONS");
      assertThat(exchange(sandbox, environment.get("PYPI_ID_TOKEN"))).startsWith("pypi-");
      HttpRequest npm =
          HttpRequest.newBuilder(
                  sandbox.npm().uri().resolve("/-/npm/v1/oidc/token/exchange/package/hello"))
              .header("Authorization", "Bearer " + environment.get("NPM_ID_TOKEN"))
              .POST(BodyPublishers.noBody())
              .build();
      assertThat(client.send(npm, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void gitlabJob_ofAnotherProject_isRejected() throws Exception {
    GitLabJob other = new GitLabJob("octo-group", "other", ".gitlab-ci.yml", "v1", null);
    try (Sandbox sandbox = Sandbox.builder().gitlabJob(GitLabJob.sample()).start()) {
      String token = sandbox.environment(other).get("PYPI_ID_TOKEN");
      Assertions.assertThatThrownBy(() -> exchange(sandbox, token))
          .hasMessageContaining("Publisher with matching claims was not found");
    }
  }

  @Test
  void gitlabToken_isRejectedWhereTheJobIsOnGitHub() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      String token = sandbox.environment(GitLabJob.sample()).get("PYPI_ID_TOKEN");
      Assertions.assertThatThrownBy(() -> exchange(sandbox, token))
          .hasMessageContaining("invalid-publisher");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]:1"})
  void requestForAnotherHost_isMisdirected(String host) throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      sandbox.mount("/x", any -> Answer.plain(200, ""));
      for (String path : List.of("/simple/", "/npm/hello", "/oidc/.well-known/jwks", "/x")) {
        assertThat(status(sandbox, path, host)).as(path).startsWith("HTTP/1.1 421");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8080"})
  void requestForThisMachine_isServed(String host) throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      assertThat(status(sandbox, "/oidc/.well-known/jwks", host)).startsWith("HTTP/1.1 200");
    }
  }

  private static String status(Sandbox sandbox, String path, String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", sandbox.uri().getPort())) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void samples_completeWholeFlow(SampleDistribution sample) throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      String token = mint(sandbox, sandbox.environment());
      for (Path file : sample.copyTo(directory)) {
        HttpResponse<String> answer = upload(sandbox, token, sample, file);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
      assertThat(sandbox.pypi().files()).hasSize(2);
      URI page = sandbox.indexUrl().resolve(sample.project() + "/");
      assertThat(client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body())
          .contains(sample.module() + "-1.0.0.tar.gz", sample.module() + "-1.0.0-py3-none-any.whl");
    }
  }

  @Test
  void publishers_replaceDefaultPublisher() throws Exception {
    GitHubJob job = GitHubJob.sample().withOwner("me", "7");
    var mine =
        PublisherRegistration.github("me", "7", "sampleproject", "release.yml").forProjects("mine");
    try (Sandbox sandbox = Sandbox.builder().job(job).publishers(List.of(mine)).start()) {
      assertThat(mint(sandbox, sandbox.environment())).startsWith("pypi-");
      assertThat(sandbox.pypi().projects()).containsExactly("mine");
      Map<String, String> stranger = sandbox.environment(GitHubJob.sample());
      Assertions.assertThatThrownBy(() -> mint(sandbox, stranger))
          .hasMessageContaining("invalid-publisher");
    }
  }

  @Test
  void mount_addsHandlerToServer() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      sandbox.mount("/crates", request -> Answer.plain(200, "crates" + request.path()));
      URI uri = URI.create(sandbox.uri() + "/crates/x");
      assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body())
          .isEqualTo("crates/x");
    }
  }

  @Test
  void start_whenItFails_leavesNoServer() throws Exception {
    int port;
    try (Sandbox free = Sandbox.builder().start()) {
      port = free.uri().getPort();
    }
    Sandbox.Builder broken = Sandbox.builder().port(port).job(null);

    Assertions.assertThatNullPointerException().isThrownBy(broken::start);

    try (Sandbox sandbox = Sandbox.builder().port(port).start()) {
      assertThat(sandbox.uri().getPort()).isEqualTo(port);
    }
  }

  @Test
  void close_stopsServerAndDeletesFiles() throws Exception {
    Sandbox sandbox = Sandbox.builder().start();
    SampleDistribution sample = SampleDistribution.HATCHLING;
    Path wheel = sample.copyTo(directory).get(0);
    upload(sandbox, mint(sandbox, sandbox.environment()), sample, wheel);
    Path content = sandbox.pypi().files().get(0).content();
    assertThat(content).exists();
    sandbox.close();
    sandbox.close();
    assertThat(content.getParent()).doesNotExist();
    Assertions.assertThatIOException()
        .isThrownBy(() ->
            client.send(
                HttpRequest.newBuilder(sandbox.indexUrl()).build(), BodyHandlers.ofString()));
  }

  private String mint(Sandbox sandbox, Map<String, String> environment) throws Exception {
    HttpRequest ask =
        HttpRequest.newBuilder(
                URI.create(environment.get("ACTIONS_ID_TOKEN_REQUEST_URL") + "&audience=pypi"))
            .header("Authorization", "Bearer " + environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
            .build();
    String identity =
        JSON.readTree(client.send(ask, BodyHandlers.ofString()).body()).path("value").asText();
    return exchange(sandbox, identity);
  }

  private String exchange(Sandbox sandbox, String identity) throws Exception {
    HttpRequest exchange =
        HttpRequest.newBuilder(sandbox.uri().resolve("/_/oidc/mint-token"))
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(Map.of("token", identity))))
            .build();
    String answer = client.send(exchange, BodyHandlers.ofString()).body();
    if (!answer.contains("success")) {
      throw new IOException(answer);
    }
    return JSON.readTree(answer).path("token").asText();
  }

  private HttpResponse<String> upload(
      Sandbox sandbox, String token, SampleDistribution sample, Path file) throws Exception {
    boolean wheel = file.toString().endsWith(".whl");
    StringBuilder head = new StringBuilder();
    Map.of(
            ":action",
            "file_upload",
            "metadata_version",
            "2.1",
            "name",
            sample.project(),
            "version",
            sample.version(),
            "filetype",
            wheel ? "bdist_wheel" : "sdist",
            "pyversion",
            wheel ? "py3" : "source",
            "md5_digest",
            md5(file))
        .forEach((name, value) ->
            head.append("--b\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
    head.append("--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"")
        .append(file.getFileName())
        .append("\"\r\nContent-Type: application/octet-stream\r\n\r\n");
    return client.send(
        HttpRequest.newBuilder(sandbox.uploadUrl())
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(
                BodyPublishers.ofByteArrays(
                    List.of(
                        head.toString().getBytes(StandardCharsets.UTF_8),
                        Files.readAllBytes(file),
                        "\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8))))
            .build(),
        BodyHandlers.ofString());
  }

  private static String md5(Path file) throws Exception {
    byte[] digest = java.security.MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file));
    return java.util.HexFormat.of().formatHex(digest);
  }
}
