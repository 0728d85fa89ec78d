package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.http.BodyHandler;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.Header;

/** An answer as it came from the connection. */
public final class ReceivedResponse {
  private final org.apache.hc.core5.http.HttpResponse head;
  private final ResponseBody body;
  private final boolean cut;

  ReceivedResponse(org.apache.hc.core5.http.HttpResponse head, ResponseBody body, boolean cut) {
    this.head = head;
    this.body = body;
    this.cut = cut;
  }

  /**
   * Makes the response that the caller receives, and has its body read if the request says how.
   *
   * @throws UncheckedIOException if the body can't be read
   */
  public HttpResponse to(HttpRequest call) {
    BodyHandler handler = call.bodyHandler().orElse(null);
    if (handler == null || head.getCode() >= 300) {
      return response(call, body.bytes());
    }
    HttpResponse response = response(call, new byte[0]);
    if (!response.isTruncated()) {
      try (InputStream content = body.open()) {
        handler.read(response, content);
      } catch (IOException e) {
        throw new UncheckedIOException("The body of the response can't be read.", e);
      }
    }
    return response;
  }

  private HttpResponse response(HttpRequest call, byte[] content) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : head.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      headers.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(value);
    }
    String reason = head.getReasonPhrase() == null ? "" : head.getReasonPhrase();
    HttpResponse response = HttpResponse.of(call, head.getCode(), reason, headers, content);
    return cut ? response.truncated() : response;
  }
}
