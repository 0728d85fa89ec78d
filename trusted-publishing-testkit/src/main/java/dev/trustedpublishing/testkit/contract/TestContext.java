package dev.trustedpublishing.testkit.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.api.spi.SpiContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The context that a test sets up, for SPI code that is tested without the pipeline. Records the
 * warnings; its JSON is strict. Thread-safe.
 */
public final class TestContext implements SpiContext, Json {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final JsonMapper mapper =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private final Recorder world;
  private final Runnable whenUsed;
  private volatile CiEnvironment environment;
  private volatile Clock clock = Clock.systemUTC();
  private volatile Path folder = Path.of("");
  private volatile Attestations attestations = Attestations.AUTO;
  private final List<Problem> warnings = new CopyOnWriteArrayList<>();

  /**
   * Creates the context of a job.
   *
   * @param job its variables, its transport, and its tools
   * @return the context
   */
  public static TestContext of(CiJob job) {
    return new TestContext(job.environment(), new Recorder(job.http(), job.tools()));
  }

  /**
   * Creates a context for code that sends requests and needs nothing else: without variables and
   * tools.
   *
   * @param http how requests are sent
   * @return the context
   */
  public static TestContext over(HttpTransport http) {
    return new TestContext(
        CiEnvironment.of(Map.of()),
        new Recorder(
            http,
            command -> {
              throw new UnsupportedOperationException("There are no tools: " + command);
            }));
  }

  TestContext(CiEnvironment environment, Recorder world) {
    this(environment, world, () -> {});
  }

  /**
   * Creates a context that calls back when SPI code uses it.
   *
   * @param whenUsed is called at each access of SPI code to the context, on the thread of that code
   */
  TestContext(CiEnvironment environment, Recorder world, Runnable whenUsed) {
    this.environment = environment;
    this.world = world;
    this.whenUsed = whenUsed;
  }

  /**
   * Sets the clock.
   *
   * @param time the clock that SPI code sees
   * @return this context
   */
  public TestContext with(Clock time) {
    clock = time;
    return this;
  }

  /**
   * Sets the working folder.
   *
   * @param working the folder that SPI code sees
   * @return this context
   */
  public TestContext with(Path working) {
    folder = working;
    return this;
  }

  /**
   * Sets the attestation mode of the caller.
   *
   * @param wanted the choice
   * @return this context
   */
  public TestContext with(Attestations wanted) {
    attestations = wanted;
    return this;
  }

  /**
   * Sets a variable of the job.
   *
   * @param name its name
   * @param value its value
   * @return this context
   */
  public TestContext with(String name, String value) {
    Map<String, String> variables = new HashMap<>(Map.of(name, value));
    for (String other : environment.names()) {
      environment.get(other).ifPresent(known -> variables.putIfAbsent(other, known));
    }
    environment = CiEnvironment.of(variables);
    return this;
  }

  Recorder world() {
    return world;
  }

  /**
   * Returns what SPI code warned about.
   *
   * @return the warnings, oldest first; the list itself, which may be cleared
   */
  public List<Problem> warnings() {
    return warnings;
  }

  @Override
  public CiEnvironment environment() {
    whenUsed.run();
    return environment;
  }

  @Override
  public Clock clock() {
    whenUsed.run();
    return clock;
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public Attestations attestations() {
    return attestations;
  }

  @Override
  public HttpTransport http() {
    whenUsed.run();
    return world;
  }

  @Override
  public ProcessRunner processes() {
    whenUsed.run();
    return world;
  }

  @Override
  public Json json() {
    whenUsed.run();
    return this;
  }

  @Override
  public void warn(Problem warning) {
    warnings.add(warning);
  }

  @Override
  public IdentityToken readIdentityToken(Secret jwt, IdentityToken.Supply supply) {
    whenUsed.run();
    String[] parts = jwt.reveal().split("\\.", -1);
    try {
      if (parts.length != 3) {
        throw new JsonException(parts.length + " parts");
      }
      return new IdentityToken(
          jwt, Claims.of(parse(Base64.getUrlDecoder().decode(parts[1]))), supply);
    } catch (IllegalArgumentException | JsonException e) {
      throw TrustedPublishingException.builder(
              Stage.OBTAIN,
              Problem.of(ErrorCode.IDENTITY_MALFORMED, "The identity token is not a readable JWT.")
                  .expected("three parts: header, payload, signature")
                  .remedy("Check what the CI system gives as identity token."))
          .build();
    }
  }

  @Override
  public JsonObject parse(byte[] json) {
    try {
      Map<String, Object> members = mapper.readValue(json, OBJECT);
      if (members == null) {
        throw new JsonException("not a JSON object but null");
      }
      return JsonObject.of(members);
    } catch (IOException e) {
      throw new JsonException("not a JSON object");
    }
  }

  @Override
  public byte[] write(Map<String, ?> object) {
    requireJson(object);
    try {
      return mapper.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw notJson();
    }
  }

  /** Jackson's mapper would write beans, arrays and enums too; the real implementation does not. */
  private static void requireJson(@Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      members.keySet().forEach(TestContext::requireName);
      members.values().forEach(TestContext::requireJson);
    } else if (value instanceof Iterable<?> elements) {
      elements.forEach(TestContext::requireJson);
    } else if (value != null
        && !(value instanceof String || value instanceof Number || value instanceof Boolean)) {
      throw notJson();
    }
  }

  private static void requireName(@Nullable Object name) {
    if (!(name instanceof String)) {
      throw notJson();
    }
  }

  private static IllegalArgumentException notJson() {
    return new IllegalArgumentException(
        "Only strings, numbers, booleans, lists, and maps are JSON.");
  }
}
