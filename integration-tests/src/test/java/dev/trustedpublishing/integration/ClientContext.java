package dev.trustedpublishing.integration;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.api.spi.SpiContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;

/** The real network for one call at a time, without a pipeline that would try again. */
record ClientContext(HttpTransport http, Clock clock, Consumer<Problem> warnings)
    implements SpiContext, Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** For calls that give no warning. */
  ClientContext(HttpTransport http, Clock clock) {
    this(
        http,
        clock,
        warning -> {
          throw new AssertionError(warning.toString());
        });
  }

  @Override
  public CiEnvironment environment() {
    return CiEnvironment.of(Map.of());
  }

  @Override
  public Json json() {
    return this;
  }

  @Override
  public ProcessRunner processes() {
    throw new UnsupportedOperationException("A repository runs no tools.");
  }

  @Override
  public IdentityToken readIdentityToken(Secret jwt, IdentityToken.Supply supply) {
    throw new UnsupportedOperationException("A repository reads no identity tokens.");
  }

  @Override
  public void warn(Problem warning) {
    warnings.accept(warning);
  }

  @Override
  public JsonObject parse(byte[] json) {
    try {
      return JsonObject.of(MAPPER.readValue(json, new TypeReference<Map<String, Object>>() {}));
    } catch (IOException e) {
      throw new JsonException("no JSON object", e);
    }
  }

  @Override
  public byte[] write(Map<String, ?> object) {
    try {
      return MAPPER.writeValueAsBytes(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
