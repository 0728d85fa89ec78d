package dev.trustedpublishing.core.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object as maps, lists, strings, numbers and booleans. Jackson's mapper could do
 * this too, but loading it takes longer than all other JSON processing of a short run.
 */
final class JsonReader {
  /**
   * In characters: the maximum length of one element of the streamed list, or of everything outside
   * that list.
   */
  static final int MAX_PART = 1 << 20;

  private final JsonParser parser;

  /** The maximum end of the current part. */
  private long end;

  JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads the whole text.
   *
   * @param list the list to stream, of which one element is kept at a time; null for none
   * @return the other members
   * @throws JsonException if it is not exactly one object, a string is not Unicode text, or with a
   *     list a part is longer than {@link #MAX_PART}
   * @throws IOException if the parser rejects the text, or the text can't be read
   */
  Map<String, @Nullable Object> read(@Nullable String list, Consumer<JsonObject> element)
      throws IOException {
    end = list == null ? Long.MAX_VALUE : MAX_PART;
    requireFound(parser.nextToken() == JsonToken.START_OBJECT);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (parser.nextToken() != JsonToken.VALUE_NULL && list != null && name.equals(list)) {
        elements(list, element);
      } else {
        members.put(unicode(name), value());
      }
    }
    requireFound(parser.nextToken() == null);
    return members;
  }

  private void elements(String list, Consumer<JsonObject> element) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new JsonException("'" + list + "' is not a list");
    }
    long rest = end - position();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new JsonException("'" + list + "' is not a list of objects");
      }
      end = position() + MAX_PART;
      element.accept(JsonObject.of(object()));
    }
    end = position() + rest;
  }

  private @Nullable Object value() throws IOException {
    if (position() > end) {
      throw new JsonException("an element is longer than " + MAX_PART + " characters");
    }
    return switch (parser.currentTokenId()) {
      case JsonTokenId.ID_START_OBJECT -> object();
      case JsonTokenId.ID_START_ARRAY -> array();
      case JsonTokenId.ID_STRING -> unicode(parser.getText());
      case JsonTokenId.ID_TRUE -> true;
      case JsonTokenId.ID_FALSE -> false;
      case JsonTokenId.ID_NULL -> null;
      default -> parser.getNumberValue();
    };
  }

  private Map<String, @Nullable Object> object() throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      members.put(unicode(name), value());
    }
    return members;
  }

  private List<@Nullable Object> array() throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value());
    }
    return elements;
  }

  private long position() {
    return parser.currentLocation().getCharOffset();
  }

  private static String unicode(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new JsonException("a string contains a lone surrogate");
    }
    return text;
  }

  private void requireFound(boolean found) {
    if (!found) {
      throw new JsonException("not a JSON object" + at(parser.currentTokenLocation()));
    }
  }

  static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
