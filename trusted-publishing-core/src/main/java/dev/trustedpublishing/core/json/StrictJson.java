package dev.trustedpublishing.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON by Jackson, strict for external input: UTF-8 only, one object, no duplicate names, at most
 * {@value #MAX_DEPTH} levels, no oversized numbers. Thread-safe.
 */
public final class StrictJson implements Json {
  /** The maximum nesting depth. */
  public static final int MAX_DEPTH = 16;

  private static final int MAX_NUMBER_LENGTH = 100;

  private final JsonFactory factory = factory(StreamReadConstraints.DEFAULT_MAX_STRING_LEN);

  private static JsonFactory factory(int maxStringLength) {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .maxStringLength(maxStringLength)
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  @Override
  public JsonObject parse(byte[] json) {
    return JsonObject.of(members(json));
  }

  /** Returns the plain members, for libraries with their own types. */
  public Map<String, @Nullable Object> members(byte[] json) {
    try {
      return read(factory, new ByteArrayInputStream(json), null, element -> {});
    } catch (IOException e) {
      throw new UncheckedIOException("Text in memory can't be read.", e);
    }
  }

  @Override
  public JsonObject parse(InputStream json, String list, Consumer<JsonObject> element)
      throws IOException {
    return JsonObject.of(read(factory(JsonReader.MAX_PART), json, list, element));
  }

  @Override
  public byte[] write(Map<String, ?> object) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = factory.createGenerator(json)) {
      write(object, generator);
    } catch (IllegalStateException | IOException e) {
      throw new IllegalArgumentException(
          "Only strings, numbers, booleans, lists, and maps are JSON.");
    }
    return json.toByteArray();
  }

  private static void write(Map<?, ?> members, JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> member : members.entrySet()) {
      if (!(member.getKey() instanceof String name)) {
        throw new IllegalStateException("A member has no name.");
      }
      json.writeFieldName(name);
      write(member.getValue(), json);
    }
    json.writeEndObject();
  }

  private static void write(@Nullable Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> members) {
      write(members, json);
    } else if (value instanceof Iterable<?> elements) {
      json.writeStartArray();
      for (Object element : elements) {
        write(element, json);
      }
      json.writeEndArray();
    } else {
      json.writeObject(value);
    }
  }

  /** By default, Jackson would accept UTF-16 and UTF-32 as well, and a byte order mark. */
  private static Map<String, @Nullable Object> read(
      JsonFactory factory, InputStream json, @Nullable String list, Consumer<JsonObject> element)
      throws IOException {
    try (JsonParser parser =
        factory.createParser(new InputStreamReader(json, StandardCharsets.UTF_8.newDecoder()))) {
      return new JsonReader(parser).read(list, element);
    } catch (JsonProcessingException e) {
      // The parser's message quotes the input, which may be a token, so it is dropped.
      throw new JsonException(explain(e));
    } catch (CharacterCodingException e) {
      throw new JsonException("not UTF-8", e);
    }
  }

  private static String explain(JsonProcessingException e) {
    String where = JsonReader.at(e.getLocation());
    String text = String.valueOf(e.getOriginalMessage());
    if (text.startsWith("Duplicate")) {
      return "a name occurs twice in one object" + where;
    }
    if (text.contains("nesting depth")) {
      return "nested more than " + MAX_DEPTH + " levels deep" + where;
    }
    return "not a JSON object" + where;
  }
}
