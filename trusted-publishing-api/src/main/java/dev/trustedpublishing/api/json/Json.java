package dev.trustedpublishing.api.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads and writes JSON. Reading is strict, because the input is external: one object, nothing
 * after it, no duplicate names (readers would see different values), limited depth, limited
 * numbers. Thread-safe.
 */
public interface Json {
  /**
   * Reads one JSON object.
   *
   * @param json the text as UTF-8, already limited in length
   * @return the object
   * @throws JsonException if it is not exactly one strict JSON object, with the reason and the
   *     position; never quotes the text
   */
  JsonObject parse(byte[] json);

  /**
   * Reads one JSON object that is too long for the memory, because of one long list. The pipeline's
   * implementation keeps one element of that list at a time; this default keeps everything, which
   * is enough for tests.
   *
   * @param json the text as UTF-8; not closed
   * @param list the member that is a list of objects
   * @param element receives one after the other of them, each at most 1 MiB long
   * @return the object; that list may be missing
   * @throws JsonException as {@link #parse(byte[])}; some elements may have been returned then
   * @throws IOException if the text can't be read
   */
  default JsonObject parse(InputStream json, String list, Consumer<JsonObject> element)
      throws IOException {
    JsonObject object = parse(json.readAllBytes());
    object.objects(list).forEach(element);
    return object;
  }

  /**
   * Writes a JSON object.
   *
   * @param object names to strings, numbers, booleans, nulls, lists and maps of these, in order
   * @return the text as UTF-8
   */
  byte[] write(Map<String, ?> object);
}
