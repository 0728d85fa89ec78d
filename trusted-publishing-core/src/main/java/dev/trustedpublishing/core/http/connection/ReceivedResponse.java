package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.Header;

/** An answer as it came from the connection. */
public final class ReceivedResponse {
  private final org.apache.hc.core5.http.HttpResponse head;
  private final byte[] body;
  private final boolean cut;

  ReceivedResponse(org.apache.hc.core5.http.HttpResponse head, byte[] body, boolean cut) {
    this.head = head;
    this.body = body;
    this.cut = cut;
  }

  public HttpResponse to(HttpRequest call) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : head.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      headers.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(value);
    }
    String reason = head.getReasonPhrase() == null ? "" : head.getReasonPhrase();
    HttpResponse answer = HttpResponse.of(call, head.getCode(), reason, headers, body);
    return cut ? answer.truncated() : answer;
  }
}
