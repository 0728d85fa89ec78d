package dev.trustedpublishing.testkit.registry.npm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import dev.trustedpublishing.testkit.registry.pypi.MutableClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.UnaryOperator;

/** Issuers that live as long as a test class, since keys are dear, and a registry for each test. */
final class NpmFixture implements AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();
  static final String AUDIENCE = "npm:127.0.0.1";
  static final String ORGANIZATION = "3f1d";

  /** What the sample job may publish, unless a test says otherwise. */
  static final String PACKAGE = "@acme/hello";

  static final Trust TRUST = Trust.github("octo-org/sampleproject", "release.yml");

  final MutableClock clock = new MutableClock();
  final LoopbackServer issuers;
  final OidcIssuer github;
  final OidcIssuer gitlab;
  final OidcIssuer circleci;
  final HttpClient client = HttpClient.newHttpClient();

  NpmFixture() throws IOException {
    issuers = LoopbackServer.start(0);
    github = mounted("/github");
    gitlab = mounted("/gitlab");
    circleci = mounted("/circleci/org/" + ORGANIZATION);
  }

  private OidcIssuer mounted(String path) {
    OidcIssuer issuer = new OidcIssuer(URI.create(issuers.uri() + path), clock);
    issuers.mount(path, issuer);
    return issuer;
  }

  Running start(UnaryOperator<NpmRegistry.Builder> settings) throws IOException {
    LoopbackServer server = LoopbackServer.start(0);
    NpmRegistry registry =
        settings
            .apply(
                NpmRegistry.at(server.uri())
                    .clock(clock)
                    .githubIssuer(github.issuer())
                    .gitlabIssuer(gitlab.issuer())
                    .circleciIssuers(URI.create(issuers.uri() + "/circleci")))
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
    final NpmRegistry registry;

    Running(LoopbackServer server, NpmRegistry registry) {
      this.server = server;
      this.registry = registry;
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
      return send("GET", path, "", headers);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
        throws Exception {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.uri() + path));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(
          request
              .method(
                  method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }

    HttpResponse<String> exchange(String escapedName, String identityToken) throws Exception {
      return send(
          "POST",
          "/-/npm/v1/oidc/token/exchange/package/" + escapedName,
          "",
          "Authorization",
          "Bearer " + identityToken);
    }

    /** A token of the sample job for the usual package. */
    String apiToken() throws Exception {
      return apiToken("@acme%2fhello");
    }

    String apiToken(String escapedName) throws Exception {
      HttpResponse<String> answer =
          exchange(escapedName, github.token(GitHubJob.sample(), AUDIENCE));
      JsonNode body = JSON.readTree(answer.body());
      if (answer.statusCode() != 201) {
        throw new AssertionError(answer.body());
      }
      return body.path("token").textValue();
    }

    HttpResponse<String> publish(String token, PublishRequest document) throws Exception {
      return publish(token, document.escapedName(), document.write());
    }

    HttpResponse<String> publish(String token, String escapedName, String body) throws Exception {
      return send("PUT", "/" + escapedName, body, "Authorization", "Bearer " + token);
    }

    HttpResponse<String> stage(String token, PublishRequest document) throws Exception {
      return send(
          "POST",
          "/-/stage/package/" + document.escapedName(),
          document.write(),
          "Authorization",
          "Bearer " + token);
    }

    @Override
    public void close() throws IOException {
      server.close();
      registry.close();
    }
  }
}
