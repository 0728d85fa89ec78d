package dev.trustedpublishing.testkit.http;

import java.io.IOException;

/** Handles requests. Implementations must be safe for use by several threads at once. */
@FunctionalInterface
public interface Handler {

  /**
   * Responds to one request.
   *
   * @param request the request, its path relative to where this handler is mounted
   * @return the response, or {@link NoResponse}
   * @throws IOException if the body can't be read; the server then responds 500
   */
  Reply handle(Request request) throws IOException;
}
