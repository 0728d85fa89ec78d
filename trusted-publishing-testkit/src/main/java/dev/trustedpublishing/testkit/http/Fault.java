package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** A fault of one request, to be queued with a {@link FaultScript}. Immutable. */
public sealed interface Fault {

  /**
   * Applies this fault.
   *
   * @param request the request
   * @param real the handler that would have responded to the request
   * @return what the server does instead
   * @throws IOException if the body can't be read
   */
  Reply play(Request request, Handler real) throws IOException;

  /**
   * Sends another response; the request is read but not processed.
   *
   * @param status the status code
   * @param contentType the content type
   * @param body the body
   * @return the fault
   */
  static Instead answer(int status, String contentType, String body) {
    return new Instead(Answer.text(status, contentType, body));
  }

  /**
   * Reads the request, does not process it, and closes the connection.
   *
   * @return the fault
   */
  static Fault dropConnection() {
    return new DropConnection();
  }

  /**
   * Processes the request and closes the connection without a response. To the client this looks
   * the same as {@link #dropConnection()}.
   *
   * @return the fault
   */
  static Fault dropAnswer() {
    return new DropAnswer();
  }

  /**
   * Processes the request and adds a header to the response.
   *
   * @param name the name of the header
   * @param value its value
   * @return the fault
   */
  static Fault addHeader(String name, String value) {
    return new AddHeaders(Map.of(name, value));
  }

  /**
   * Processes the request and delays the response.
   *
   * @param duration the delay
   * @return the fault
   */
  static Fault delay(Duration duration) {
    return new Delay(duration);
  }

  /**
   * Another response instead of the real one.
   *
   * @param answer the response that is sent
   */
  record Instead(Answer answer) implements Fault {

    /**
     * Adds a header, such as {@code Retry-After}.
     *
     * @param name its name
     * @param value its value
     * @return a copy of this fault whose response has the header
     */
    public Instead withHeader(String name, String value) {
      return new Instead(answer.withHeader(name, value));
    }

    @Override
    public Reply play(Request request, Handler real) throws IOException {
      request.drain();
      return answer;
    }
  }

  /** The connection is closed before the request was processed. */
  record DropConnection() implements Fault {
    @Override
    public Reply play(Request request, Handler real) throws IOException {
      request.drain();
      return new NoResponse();
    }
  }

  /** The connection is closed after the request was processed. */
  record DropAnswer() implements Fault {
    @Override
    public Reply play(Request request, Handler real) throws IOException {
      real.handle(request);
      return new NoResponse();
    }
  }

  /**
   * The real response with additional headers.
   *
   * @param headers the additional headers
   */
  record AddHeaders(Map<String, String> headers) implements Fault {
    @Override
    public Reply play(Request request, Handler real) throws IOException {
      Reply reply = real.handle(request);
      if (reply instanceof Answer answer) {
        for (var header : headers.entrySet()) {
          answer = answer.withHeader(header.getKey(), header.getValue());
        }
        return answer;
      }
      return reply;
    }
  }

  /**
   * The real response after a delay.
   *
   * @param duration the delay
   */
  record Delay(Duration duration) implements Fault {
    @Override
    public Reply play(Request request, Handler real) throws IOException {
      Reply reply = real.handle(request);
      try {
        Thread.sleep(duration.toMillis());
      } catch (InterruptedException e) {
        // The server is closing, so the response is no longer needed.
        Thread.currentThread().interrupt();
        return new NoResponse();
      }
      return reply;
    }
  }
}
