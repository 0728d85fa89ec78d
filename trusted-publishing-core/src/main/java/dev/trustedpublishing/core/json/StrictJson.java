package dev.trustedpublishing.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonFeed;
import dev.trustedpublishing.api.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON by Jackson, as strictly as input from outside deserves: UTF-8 and nothing else, one object,
 * no duplicate names, at most {@value #DEEPEST} levels, no numbers that take minutes. Thread-safe.
 */
public final class StrictJson implements Json {
  /** How many levels deep objects and lists may be nested. */
  public static final int DEEPEST = 16;

  private static final int LONGEST_NUMBER = 100;

  private final JsonFactory factory = factory(StreamReadConstraints.DEFAULT_MAX_STRING_LEN);

  private static JsonFactory factory(int longestString) {
    return new JsonFactoryBuilder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxNumberLength(LONGEST_NUMBER)
                .maxStringLength(longestString)
                .build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build();
  }

  @Override
  public JsonObject parse(byte[] json) {
    return JsonObject.of(members(json));
  }

  /** The plain members, for libraries that bring their own types. */
  public Map<String, @Nullable Object> members(byte[] json) {
    try (JsonParser parser = factory.createParser(decode(json))) {
      requireFound(parser.nextToken() == JsonToken.START_OBJECT, parser);
      Map<String, @Nullable Object> members = JsonTree.readObject(parser);
      requireFound(parser.nextToken() == null, parser);
      return members;
    } catch (JsonProcessingException e) {
      // The parser's own text quotes the input, which may be a token: it goes no further.
      throw new JsonException(explain(e));
    } catch (IOException e) {
      throw new UncheckedIOException("Text in memory can't be read.", e);
    }
  }

  @Override
  public JsonFeed feed(String list, Consumer<JsonObject> element) {
    try {
      JsonParser parser = factory(StreamedJson.LONGEST_PART).createNonBlockingByteBufferParser();
      return new StreamedJson(parser, list, element);
    } catch (IOException e) {
      throw new UncheckedIOException("A parser without input can't fail to read it.", e);
    }
  }

  @Override
  public byte[] write(Map<String, ?> object) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = factory.createGenerator(json)) {
      JsonTree.write(object, generator);
    } catch (IllegalStateException | IOException e) {
      throw new IllegalArgumentException(
          "Only strings, numbers, booleans, lists and maps are JSON.");
    }
    return json.toByteArray();
  }

  /** Jackson would guess UTF-16 and UTF-32 too; two readers must never see two texts. */
  private static String decode(byte[] json) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new JsonException("not UTF-8", e);
    }
  }

  private static void requireFound(boolean found, JsonParser parser) {
    if (!found) {
      throw new JsonException("not a JSON object" + at(parser.currentTokenLocation()));
    }
  }

  static String explain(JsonProcessingException e) {
    String where = at(e.getLocation());
    String text = String.valueOf(e.getOriginalMessage());
    if (text.startsWith("Duplicate")) {
      return "a name occurs twice in one object" + where;
    }
    if (text.contains("nesting depth")) {
      return "nested more than " + DEEPEST + " levels deep" + where;
    }
    return "not a JSON object" + where;
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
