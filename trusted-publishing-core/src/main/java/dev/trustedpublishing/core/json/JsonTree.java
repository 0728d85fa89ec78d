package dev.trustedpublishing.core.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.trustedpublishing.api.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Maps, lists, strings, numbers and booleans, from a parser's tokens and to a generator's.
 * Jackson's mapper could do this too; but its start takes longer than all else that a short run
 * does with JSON (docs/performance.md).
 */
public final class JsonTree {
  private JsonTree() {}

  /**
   * Reads the object that begins with the parser's current token.
   *
   * @throws JsonException if a text holds half a character
   * @throws IOException if the parser refuses what follows
   */
  static Map<String, @Nullable Object> readObject(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      members.put(whole(name), read(parser));
    }
    return members;
  }

  /**
   * Reads the value that begins with the parser's current token.
   *
   * @throws JsonException if a text holds half a character
   * @throws IOException if the parser refuses what follows
   */
  static @Nullable Object read(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readList(parser);
      case VALUE_STRING -> whole(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> parser.getNumberValue();
    };
  }

  private static List<@Nullable Object> readList(JsonParser parser) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(read(parser));
    }
    return elements;
  }

  /**
   * Returns the text.
   *
   * @throws JsonException if it holds half a character, which no UTF-8 could say
   */
  static String whole(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new JsonException("a string holds half a character (a lone surrogate)");
    }
    return text;
  }

  /**
   * Writes an object.
   *
   * @throws IllegalStateException if a value is none of JSON's
   * @throws IOException if the generator can't write
   */
  public static void write(Map<?, ?> members, JsonGenerator json) throws IOException {
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
}
