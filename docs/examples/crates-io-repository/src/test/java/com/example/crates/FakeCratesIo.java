package com.example.crates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Handler;
import dev.trustedpublishing.testkit.http.Reply;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A registry that checks as crates.io does, on the port of a sandbox whose issuer it trusts. */
final class FakeCratesIo implements Handler, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Sandbox sandbox;
  private final GitHubJob trusted = GitHubJob.sample();
  private final Set<String> usedTokens = ConcurrentHashMap.newKeySet();
  private final Set<String> apiTokens = ConcurrentHashMap.newKeySet();
  private final Map<String, String> checksums = new ConcurrentHashMap<>();

  FakeCratesIo() throws IOException {
    sandbox = Sandbox.builder().start();
    sandbox.mount("/crates", this);
  }

  Sandbox sandbox() {
    return sandbox;
  }

  String url() {
    return sandbox.uri() + "/crates/";
  }

  /** Name and version of each crate, with its digest. */
  Map<String, String> checksums() {
    return checksums;
  }

  Set<String> livingTokens() {
    return apiTokens;
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
    try {
      String jwt = JSON.readTree(request.text()).path("jwt").asText();
      SignedToken token = SignedToken.verify(jwt, sandbox.issuer().issuer());
      if (!token.claim("aud").equals(sandbox.uri().getAuthority())) {
        throw new SignedToken.Refusal("Failed to decode JWT");
      }
      if (!token.claim("repository").equals(trusted.fullRepository())) {
        throw new SignedToken.Refusal(
            "No Trusted Publishing config found for repository `"
                + token.claim("repository")
                + "`.");
      }
      if (!usedTokens.add(token.claim("jti"))) {
        throw new SignedToken.Refusal("JWT has already been used");
      }
    } catch (SignedToken.Refusal e) {
      return no(400, String.valueOf(e.getMessage()));
    }
    String token = "cio_tp_" + UUID.randomUUID().toString().replace("-", "");
    apiTokens.add(token);
    return Answer.json(200, Map.of("token", token));
  }

  private Reply revoke(Request request) {
    String token = bearer(request);
    if (!token.startsWith("cio_tp_")) {
      return no(401, "Invalid `Authorization` header");
    }
    apiTokens.remove(token);
    return Answer.plain(204, "");
  }

  private Reply upload(Request request) throws IOException {
    byte[] body = request.body().readAllBytes();
    if (!apiTokens.contains(bearer(request))) {
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
    if (checksums.putIfAbsent(id, sha256(crate)) != null) {
      return no(400, "crate version `" + version + "` is already uploaded");
    }
    return Answer.json(200, Map.of("crate", Map.of("name", id), "warnings", Map.of()));
  }

  private Reply index(String path) throws IOException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> release : checksums.entrySet()) {
      String[] id = release.getKey().split("/", 2);
      if (id[0].equals(name)) {
        Map<String, String> line = Map.of("name", name, "vers", id[1], "cksum", release.getValue());
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

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
