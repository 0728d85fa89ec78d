package dev.trustedpublishing.testkit.http;

import java.io.IOException;

/** Answers requests. Implementations must be safe for use by several threads at once. */
@FunctionalInterface
public interface Handler {

  /**
   * Answers one request.
   *
   * @param request the request, its path relative to where this handler is mounted
   * @return the answer, or the decision to give none
   * @throws IOException if the body cannot be read; the server then answers 500
   */
  Reply handle(Request request) throws IOException;
}
