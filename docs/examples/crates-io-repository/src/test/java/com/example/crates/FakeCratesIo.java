package com.example.crates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Handler;
import dev.trustedpublishing.testkit.http.Reply;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.oidc.Claims;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.FakeRegistry;
import dev.trustedpublishing.testkit.registry.RejectedToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A registry that checks as crates.io does, on the port of a sandbox whose issuer it trusts. */
final class FakeCratesIo implements Handler, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sandbox sandbox;
  private final FakeRegistry registry;
  private final String trusted = GitHubJob.sample().fullRepository();

  FakeCratesIo() throws IOException {
    sandbox = Sandbox.builder().start();
    registry = new FakeRegistry(sandbox.issuer(), Clock.systemUTC());
    sandbox.mount("/crates", this);
  }

  Sandbox sandbox() {
    return sandbox;
  }

  String url() {
    return sandbox.uri() + "/crates/";
  }

  /** What was published and is alive, for assertions. */
  FakeRegistry registry() {
    return registry;
  }

  @Override
  public Reply handle(Request request) throws IOException {
    if (request.header("User-Agent").isEmpty()) {
      return no(403, "We require that all requests include a User-Agent header.");
    }
    String path = request.path();
    if (path.equals("/api/v1/trusted_publishing/tokens")) {
      return request.method().equals("DELETE") ? revoke(request) : exchange(request);
    }
    if (path.equals("/api/v1/crates/new") && request.method().equals("PUT")) {
      return upload(request);
    }
    return path.startsWith("/index/") ? index(path) : Answer.notFound();
  }

  @Override
  public void close() throws IOException {
    sandbox.close();
  }

  private Reply exchange(Request request) throws IOException {
    Claims claims;
    try {
      String jwt = JSON.readTree(request.text()).path("jwt").asText();
      claims = registry.verify(jwt, sandbox.uri().getAuthority());
    } catch (RejectedToken e) {
      boolean reused = e.reason() == RejectedToken.Reason.REUSED;
      return no(400, reused ? "JWT has already been used" : "Failed to decode JWT");
    }
    String repository = claims.text("repository");
    return repository.equals(trusted)
        ? Answer.json(200, Map.of("token", registry.issueToken("cio_tp_")))
        : no(400, "No Trusted Publishing config found for repository `" + repository + "`.");
  }

  private Reply revoke(Request request) {
    String token = bearer(request);
    if (!token.startsWith("cio_tp_")) {
      return no(401, "Invalid `Authorization` header");
    }
    registry.revoke(token);
    return Answer.plain(204, "");
  }

  private Reply upload(Request request) throws IOException {
    byte[] body = request.body().readAllBytes();
    if (!registry.isAlive(bearer(request))) {
      return no(403, "Invalid authentication token");
    }
    ByteBuffer frame = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    byte[] json = new byte[frame.getInt()];
    frame.get(json);
    byte[] crate = new byte[frame.getInt()];
    frame.get(crate);
    if (frame.hasRemaining()) {
      return no(400, "invalid frame");
    }
    JsonNode release = JSON.readTree(json);
    String version = release.path("vers").asText();
    String id = release.path("name").asText() + "/" + version;
    return registry.store(id, crate) == FakeRegistry.Stored.NEW
        ? Answer.json(200, Map.of("crate", Map.of("name", id), "warnings", Map.of()))
        : no(400, "crate version `" + version + "` is already uploaded");
  }

  private Reply index(String path) throws IOException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> file : registry.files().entrySet()) {
      String[] id = file.getKey().split("/", 2);
      if (id[0].equals(name)) {
        Map<String, String> line = Map.of("name", name, "vers", id[1], "cksum", file.getValue());
        lines.append(JSON.writeValueAsString(line)).append('\n');
      }
    }
    return lines.isEmpty() ? Answer.notFound() : Answer.plain(200, lines.toString());
  }

  private static String bearer(Request request) {
    return request.header("Authorization").orElse("").replaceFirst("^Bearer ", "");
  }

  private static Reply no(int status, String detail) {
    return Answer.json(status, Map.of("errors", List.of(Map.of("detail", detail))));
  }
}
