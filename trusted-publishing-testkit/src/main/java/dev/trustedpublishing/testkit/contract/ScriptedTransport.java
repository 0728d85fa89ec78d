package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * Responds to requests from a script, without a network, for tests of SPI code. Records the
 * requests. Thread-safe.
 */
public final class ScriptedTransport implements HttpTransport {
  private final List<HttpRequest> requests = new CopyOnWriteArrayList<>();
  private final Queue<Function<HttpRequest, HttpResponse>> responses =
      new ConcurrentLinkedQueue<>();
  private final Map<String, Function<HttpRequest, HttpResponse>> paths = new ConcurrentHashMap<>();
  private volatile Function<HttpRequest, HttpResponse> otherwise =
      request -> {
        throw new AssertionError("The script has no response left for " + request);
      };

  /** Creates a transport with an empty script. */
  public ScriptedTransport() {}

  /**
   * Creates a response.
   *
   * @param request the request
   * @param status the HTTP status
   * @param body the body
   * @param headers names and values in turn
   * @return the response
   */
  public static HttpResponse response(
      HttpRequest request, int status, String body, String... headers) {
    Map<String, List<String>> all = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], List.of(headers[i + 1]));
    }
    return HttpResponse.of(request, status, "", all, body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds a response to the end of the script.
   *
   * @param status the HTTP status
   * @param body the body
   * @param headers names and values in turn
   * @return this transport
   */
  public ScriptedTransport answer(int status, String body, String... headers) {
    return answer(request -> response(request, status, body, headers));
  }

  /**
   * Adds a response to the end of the script.
   *
   * @param response responds to the request
   * @return this transport
   */
  public ScriptedTransport answer(Function<HttpRequest, HttpResponse> response) {
    responses.add(response);
    return this;
  }

  /**
   * Responds to all requests that come after the end of the script.
   *
   * @param response responds to each request
   * @return this transport
   */
  public ScriptedTransport answerOthers(Function<HttpRequest, HttpResponse> response) {
    otherwise = response;
    return this;
  }

  /**
   * Responds to all requests for a path, which are not part of the script or of {@link
   * #requests()}.
   *
   * @param path the path of the URL
   * @param response responds to each request
   * @return this transport
   */
  public ScriptedTransport answerAt(String path, Function<HttpRequest, HttpResponse> response) {
    paths.put(path, response);
    return this;
  }

  /**
   * Returns the requests so far.
   *
   * @return the requests, oldest first; the list itself, which may be cleared
   */
  public List<HttpRequest> requests() {
    return requests;
  }

  /**
   * Returns the only request.
   *
   * @return the request
   * @throws AssertionError if there was none, or more than one
   */
  public HttpRequest onlyRequest() {
    if (requests.size() != 1) {
      throw new AssertionError("Expected one request, found " + requests);
    }
    return requests.get(0);
  }

  @Override
  public HttpResponse send(HttpRequest request) {
    Function<HttpRequest, HttpResponse> fixed = paths.get(request.url().getPath());
    if (fixed != null) {
      return fixed.apply(request);
    }
    requests.add(request);
    Function<HttpRequest, HttpResponse> next = responses.poll();
    return (next == null ? otherwise : next).apply(request);
  }
}
