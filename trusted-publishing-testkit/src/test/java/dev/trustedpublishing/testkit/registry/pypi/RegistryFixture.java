package dev.trustedpublishing.testkit.registry.pypi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Issuers that live as long as a test class, since keys are dear, and a registry for each test. */
final class RegistryFixture implements AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();

  final MutableClock clock = new MutableClock();
  final LoopbackServer issuers;
  final OidcIssuer github;
  final OidcIssuer gitlab;
  final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  RegistryFixture() throws IOException {
    issuers = LoopbackServer.start(0);
    github = new OidcIssuer(URI.create(issuers.uri() + "/github"), clock);
    gitlab = new OidcIssuer(URI.create(issuers.uri() + "/gitlab"), clock);
    issuers.mount("/github", github);
    issuers.mount("/gitlab", gitlab);
  }

  Running start(PublisherRegistration... publishers) throws IOException {
    return start(builder -> builder.publishers(List.of(publishers)));
  }

  Running start(UnaryOperator<PyPiRegistry.Builder> settings) throws IOException {
    LoopbackServer server = LoopbackServer.start(0);
    PyPiRegistry registry =
        settings
            .apply(
                PyPiRegistry.at(server.uri())
                    .clock(clock)
                    .githubIssuer(github.issuer())
                    .gitlabIssuer(gitlab.issuer()))
            .build();
    server.mount("", registry);
    return new Running(server, registry);
  }

  @Override
  public void close() {
    issuers.close();
  }

  /** A registry on its own server. */
  final class Running implements AutoCloseable {

    final LoopbackServer server;
    final PyPiRegistry registry;

    Running(LoopbackServer server, PyPiRegistry registry) {
      this.server = server;
      this.registry = registry;
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.uri() + path));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
      return client.send(
          HttpRequest.newBuilder(URI.create(server.uri() + path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }

    HttpResponse<String> mint(String identityToken) throws Exception {
      return post("/_/oidc/mint-token", JSON.writeValueAsString(Map.of("token", identityToken)));
    }

    String apiToken() throws Exception {
      return apiToken(GitHubJob.sample());
    }

    String apiToken(GitHubJob job) throws Exception {
      JsonNode answer = JSON.readTree(mint(github.token(job, "pypi")).body());
      if (!answer.has("token")) {
        throw new AssertionError(answer.toString());
      }
      return answer.path("token").textValue();
    }

    @Override
    public void close() throws IOException {
      server.close();
      registry.close();
    }
  }
}
