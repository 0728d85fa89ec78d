package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import dev.trustedpublishing.testkit.registry.FakeRegistry;
import dev.trustedpublishing.testkit.registry.RejectedToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The tiny registry itself, in memory: it verifies identity tokens, API tokens and content. */
class TinyServer implements RegistryFixture, HttpTransport {
  private static final String AUDIENCE = "registry.tiny.example";

  /** One for all: its key takes time. */
  private static final OidcIssuer ISSUER =
      new OidcIssuer(URI.create("https://ci.tiny.example"), Clock.systemUTC());

  private final FakeRegistry registry = new FakeRegistry(ISSUER, Clock.systemUTC());
  private final Map<String, String> files = new ConcurrentHashMap<>();

  @Override
  public String address() {
    return TinyRegistry.ADDRESS.toString();
  }

  @Override
  public HttpTransport http() {
    return this;
  }

  @Override
  public String identityToken(String audience) {
    return ISSUER.token(GitHubJob.sample(), audience);
  }

  @Override
  public String expiredIdentityToken(String audience) {
    return ISSUER.expiredToken(GitHubJob.sample(), audience);
  }

  /** What a fake overlooks; this one overlooks nothing. */
  boolean overlooks(RejectedToken.Reason reason) {
    return false;
  }

  @Override
  public List<Path> packages(Path folder) throws IOException {
    return List.of(write(folder, "a.tiny", "a"), write(folder, "b.tiny", "b"));
  }

  @Override
  public Path rebuilt(Path folder) throws IOException {
    return write(folder, "a.tiny", "another a");
  }

  @Override
  public List<Path> damaged(Path folder) throws IOException {
    return List.of(write(folder, "a.large", "a"), write(folder, "b.large", "b"));
  }

  @Override
  public HttpResponse send(HttpRequest call) {
    String path = call.url().getPath().substring(1);
    return switch (call.method()) {
      case "POST" -> exchange(call);
      case "PUT" -> upload(call, path);
      case "DELETE" -> answer(call, registry.revoke(bearer(call)) ? 204 : 404, "");
      default ->
          files.containsKey(path)
              ? answer(call, 200, files.get(path))
              : answer(call, 404, "no such file");
    };
  }

  @Override
  public void close() {}

  private HttpResponse exchange(HttpRequest call) {
    String jwt =
        new String(((HttpBody.Bytes) call.body().orElseThrow()).content(), StandardCharsets.UTF_8);
    try {
      registry.verify(jwt, AUDIENCE);
    } catch (RejectedToken e) {
      if (!overlooks(e.reason())) {
        return answer(call, 403, e.getMessage());
      }
    }
    return answer(call, 200, "{\"token\":\"" + registry.issueToken("tiny-") + "\"}");
  }

  private HttpResponse upload(HttpRequest call, String path) {
    if (!registry.isAlive(bearer(call))) {
      return answer(call, 403, "unknown token");
    }
    String digest = digest(((HttpBody.Stream) call.body().orElseThrow()).source());
    String there = files.putIfAbsent(path, digest);
    return there == null || there.equals(digest)
        ? answer(call, 201, "")
        : answer(call, 409, "other content");
  }

  private static String bearer(HttpRequest call) {
    return call.credential().orElseThrow().headerValue().reveal().substring("Bearer ".length());
  }

  private static String digest(HttpBody.Source source) {
    try (InputStream content = source.open()) {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(content.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse answer(HttpRequest call, int status, String body) {
    return HttpResponse.of(call, status, "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  private static Path write(Path folder, String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
