package dev.trustedpublishing.api.http;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the body of a successful response that may be longer than what fits into memory. A handler
 * is called once, on the thread that sent the request.
 */
@FunctionalInterface
public interface BodyHandler {
  /**
   * Reads the body; called once, on the thread that sent the request, after the whole body was
   * received.
   *
   * @param head the status and headers; its body is empty
   * @param body the content; closed by the transport
   * @throws IOException if the content can't be read
   */
  void read(HttpResponse head, InputStream body) throws IOException;
}
