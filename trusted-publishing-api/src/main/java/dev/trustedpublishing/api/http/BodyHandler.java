package dev.trustedpublishing.api.http;

import java.nio.ByteBuffer;

/**
 * Takes the body of a successful answer while it arrives, so that nobody has to keep it: for
 * answers that may be longer than what fits into memory. Called by one thread at a time; a reader
 * belongs to one call.
 */
@FunctionalInterface
public interface BodyHandler {
  /**
   * A part of the body came. Parts come in order and one at a time, on a thread of the transport;
   * must return soon and must not send another call.
   *
   * @param head the answer's status and headers; its body is empty
   * @param part the bytes, valid during this call only
   */
  void read(HttpResponse head, ByteBuffer part);
}
