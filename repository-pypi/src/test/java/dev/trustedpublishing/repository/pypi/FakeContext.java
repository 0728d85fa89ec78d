package dev.trustedpublishing.repository.pypi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.api.spi.SpiContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A world without a network: records the calls and answers from a script. */
public final class FakeContext implements SpiContext, HttpTransport, Json {
  public static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);
  public static final String JWT =
      "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJzb21lYm9keSJ9.c2lnbmF0dXJlLW9mLXRlc3Rz";

  public final List<HttpRequest> calls = new ArrayList<>();
  final List<HttpRequest> discoveries = new ArrayList<>();
  Function<HttpRequest, HttpResponse> discovery =
      call -> HttpResponse.of(call, 404, "", Map.of(), new byte[0]);
  Function<HttpRequest, HttpResponse> otherwise =
      call -> {
        throw new AssertionError("no answer is left for " + call);
      };
  Attestations attestations = Attestations.AUTO;
  public final List<Problem> warnings = new ArrayList<>();
  private final Deque<Function<HttpRequest, HttpResponse>> answers = new ArrayDeque<>();
  private final ObjectMapper mapper =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  public FakeContext() {}

  FakeContext answer(int status, String body, String... headers) {
    return answer(call -> {
      Map<String, List<String>> all = new java.util.HashMap<>();
      for (int i = 0; i < headers.length; i += 2) {
        all.put(headers[i], List.of(headers[i + 1]));
      }
      return HttpResponse.of(call, status, "", all, body.getBytes(StandardCharsets.UTF_8));
    });
  }

  FakeContext answer(Function<HttpRequest, HttpResponse> answer) {
    answers.add(answer);
    return this;
  }

  HttpRequest onlyCall() {
    org.assertj.core.api.Assertions.assertThat(calls).hasSize(1);
    return calls.get(0);
  }

  IdentityToken identity(Map<String, ?> claims) {
    return new IdentityToken(
        Secret.of(JWT), Claims.of(JsonObject.of(claims)), IdentityToken.Supply.ON_REQUEST);
  }

  @Override
  public HttpResponse send(HttpRequest call) {
    if (call.url().getPath().equals("/.well-known/pytp")) {
      discoveries.add(call);
      return discovery.apply(call);
    }
    calls.add(call);
    return (answers.isEmpty() ? otherwise : answers.remove()).apply(call);
  }

  @Override
  public ProcessRunner processes() {
    throw new UnsupportedOperationException("PyPI needs no tools.");
  }

  @Override
  public CiEnvironment environment() {
    return CiEnvironment.of(Map.of());
  }

  @Override
  public Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }

  @Override
  public HttpTransport http() {
    return this;
  }

  @Override
  public Json json() {
    return this;
  }

  @Override
  public IdentityToken readIdentityToken(Secret jwt, IdentityToken.Supply supply) {
    throw new UnsupportedOperationException("A repository reads no identity tokens.");
  }

  @Override
  public Attestations attestations() {
    return attestations;
  }

  @Override
  public void warn(Problem warning) {
    warnings.add(warning);
  }

  @Override
  public JsonObject parse(byte[] json) {
    try {
      return JsonObject.of(mapper.readValue(json, new TypeReference<Map<String, Object>>() {}));
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw new JsonException("no JSON object");
    }
  }

  @Override
  public byte[] write(Map<String, ?> object) {
    try {
      return mapper.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
