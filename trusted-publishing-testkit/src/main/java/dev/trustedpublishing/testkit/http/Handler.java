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

  /**
   * Restricts a handler to one method.
   *
   * @param method the method
   * @param handler the handler
   * @return a handler that responds 405 to other methods
   */
  static Handler only(String method, Handler handler) {
    return request ->
        request.method().equals(method) ? handler.handle(request) : Answer.methodNotAllowed(method);
  }
}
