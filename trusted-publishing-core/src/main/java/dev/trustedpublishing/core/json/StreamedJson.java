package dev.trustedpublishing.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteBufferFeeder;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonFeed;
import dev.trustedpublishing.api.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One JSON object, taken apart while it arrives by Jackson's parser for such input. */
final class StreamedJson implements JsonFeed {
  /** What is kept at a time: one element of the list, or one member beside it. */
  static final int LONGEST_PART = 1 << 20;

  private final JsonParser parser;
  private final String list;
  private final Consumer<JsonObject> element;
  private final Map<String, @Nullable Object> members = new LinkedHashMap<>();
  private final TrailingCommaGuard looseEnds = new TrailingCommaGuard();
  private boolean begun;

  /** How many objects and lists are open. */
  private int depth;

  /** The member of the whole that is being read. */
  private String name = "";

  private @Nullable TokenBuffer kept;
  private long keptFrom;
  private int keptDepth;

  StreamedJson(JsonParser parser, String list, Consumer<JsonObject> element) {
    this.parser = parser;
    this.list = list;
    this.element = element;
  }

  @Override
  public void read(ByteBuffer part) {
    requireNoMark(part);
    looseEnds.look(part);
    try {
      feeder().feedInput(part);
      takeTokens();
    } catch (JsonProcessingException e) {
      throw new JsonException(StrictJson.explain(e));
    } catch (IOException e) {
      throw new UncheckedIOException("Bytes in memory can't be read.", e);
    }
  }

  @Override
  public JsonObject end() {
    try {
      feeder().endOfInput();
      takeTokens();
    } catch (JsonProcessingException e) {
      throw new JsonException(StrictJson.explain(e));
    } catch (IOException e) {
      throw new UncheckedIOException("Bytes in memory can't be read.", e);
    }
    if (depth > 0 || parser.getLastClearedToken() == null) {
      throw new JsonException("not a JSON object, or not all of it");
    }
    return JsonObject.of(members);
  }

  /** Jackson would pass over a byte order mark. An object begins with another byte. */
  private void requireNoMark(ByteBuffer part) {
    if (!begun && part.hasRemaining()) {
      begun = true;
      if (part.get(part.position()) == (byte) 0xef) {
        throw new JsonException("not a JSON object at line 1, column 1");
      }
    }
  }

  private ByteBufferFeeder feeder() {
    return (ByteBufferFeeder) parser.getNonBlockingInputFeeder();
  }

  private void takeTokens() throws IOException {
    JsonToken token = parser.nextToken();
    while (token != null && token != JsonToken.NOT_AVAILABLE) {
      take(token);
      parser.clearCurrentToken();
      token = parser.nextToken();
    }
  }

  private void take(JsonToken token) throws IOException {
    if (token.isStructEnd()) {
      depth--;
    }
    if (kept != null || begins(token)) {
      keep();
    }
    if (token.isStructStart()) {
      depth++;
    }
  }

  /** Whether something begins here that is to be kept. */
  private boolean begins(JsonToken token) throws IOException {
    if (depth == 0) {
      requireObject(token);
      return false;
    }
    if (depth == 1) {
      if (token == JsonToken.FIELD_NAME) {
        name = parser.currentName();
        return false;
      }
      return isMemberToKeep(token);
    }
    return depth == 2 && name.equals(list) && isElement(token);
  }

  private void requireObject(JsonToken token) {
    boolean first = parser.getLastClearedToken() == null;
    if (first ? token != JsonToken.START_OBJECT : token != JsonToken.END_OBJECT) {
      throw new JsonException("not a JSON object");
    }
  }

  private boolean isMemberToKeep(JsonToken token) {
    if (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
      return false;
    }
    if (name.equals(list) && token != JsonToken.VALUE_NULL) {
      throw new JsonException("'" + list + "' is not a list");
    }
    return true;
  }

  private boolean isElement(JsonToken token) {
    if (token != JsonToken.START_OBJECT) {
      throw new JsonException("'" + list + "' holds something else than objects");
    }
    return true;
  }

  private void keep() throws IOException {
    TokenBuffer buffer = kept;
    if (buffer == null) {
      buffer = new TokenBuffer(parser);
      kept = buffer;
      keptFrom = parser.currentTokenLocation().getByteOffset();
      keptDepth = depth;
    }
    buffer.copyCurrentEvent(parser);
    if (parser.currentLocation().getByteOffset() - keptFrom > LONGEST_PART) {
      throw new JsonException("a part of it is longer than " + LONGEST_PART + " bytes");
    }
    boolean open = parser.currentToken().isStructStart() || depth > keptDepth;
    if (!open) {
      handOut(buffer);
      kept = null;
    }
  }

  private void handOut(TokenBuffer buffer) throws IOException {
    JsonParser tokens = buffer.asParser();
    tokens.nextToken();
    if (keptDepth == 1) {
      members.put(JsonTree.whole(name), JsonTree.read(tokens));
    } else {
      element.accept(JsonObject.of(JsonTree.readObject(tokens)));
    }
  }
}
