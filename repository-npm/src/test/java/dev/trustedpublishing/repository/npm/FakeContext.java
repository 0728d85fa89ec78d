package dev.trustedpublishing.repository.npm;

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
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.api.spi.SpiContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A world without a network: records the calls and answers them. */
public final class FakeContext implements SpiContext, HttpTransport, Json {
  public final List<HttpRequest> calls = new ArrayList<>();
  public final List<Problem> warnings = new ArrayList<>();
  final Map<String, String> variables = new HashMap<>();
  Attestations attestations = Attestations.AUTO;
  public Function<HttpRequest, HttpResponse> answers = call -> answer(call, 404, "{}");
  private final Path folder;
  private final ObjectMapper mapper =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  public FakeContext(Path folder) {
    this.folder = folder;
  }

  static HttpResponse answer(HttpRequest call, int status, String body) {
    return HttpResponse.of(call, status, "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public HttpResponse send(HttpRequest call) {
    calls.add(call);
    return answers.apply(call);
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public ProcessRunner processes() {
    throw new UnsupportedOperationException("npm registries need no tools.");
  }

  @Override
  public CiEnvironment environment() {
    return CiEnvironment.of(variables);
  }

  @Override
  public Clock clock() {
    return Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
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
