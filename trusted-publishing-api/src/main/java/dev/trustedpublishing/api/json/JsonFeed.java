package dev.trustedpublishing.api.json;

import java.nio.ByteBuffer;

/**
 * Reads one JSON object while it arrives, by the same rules as {@link Json#parse}. Keeps one
 * element of the list at a time, and what stands beside the list. Confined to one thread at a time.
 */
public interface JsonFeed {
  /**
   * Takes the next bytes.
   *
   * @param part UTF-8, broken off anywhere; read to its end
   * @throws JsonException as {@link Json#parse} does; nothing more may be fed then
   */
  void read(ByteBuffer part);

  /**
   * Says that there are no more bytes.
   *
   * @return the object without its lists
   * @throws JsonException if it is not complete
   */
  JsonObject end();
}
