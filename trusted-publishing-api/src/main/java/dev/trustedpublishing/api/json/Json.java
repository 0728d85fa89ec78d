package dev.trustedpublishing.api.json;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads and writes JSON. Reading is strict, because the text comes from outside: one object,
 * nothing behind it, no duplicate names (different readers would see different values), bounded
 * depth, bounded numbers. Thread-safe.
 */
public interface Json {
  /**
   * Reads one JSON object.
   *
   * @param json the text as UTF-8, already capped in length
   * @return the object
   * @throws JsonException if it is not exactly one strict JSON object; says why and where, never
   *     quotes the text
   */
  JsonObject parse(byte[] json);

  /**
   * Reads one JSON object that is too long to be kept, while it arrives.
   *
   * @param list the member that is a list of objects
   * @param element is given one after the other of them, each at most 1 MiB long
   * @return what the bytes are fed to
   */
  JsonFeed feed(String list, Consumer<JsonObject> element);

  /**
   * Writes a JSON object.
   *
   * @param object names to strings, numbers, booleans, nulls, lists and maps of these, in order
   * @return the text as UTF-8
   */
  byte[] write(Map<String, ?> object);
}
