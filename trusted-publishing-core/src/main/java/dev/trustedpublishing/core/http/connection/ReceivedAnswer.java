package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.http.HttpAnswer;
import dev.trustedpublishing.api.http.HttpCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/** An answer as it came from the connection. */
public final class ReceivedAnswer {
  private final HttpResponse head;
  private final byte[] body;
  private final boolean cut;

  ReceivedAnswer(HttpResponse head, byte[] body, boolean cut) {
    this.head = head;
    this.body = body;
    this.cut = cut;
  }

  public HttpAnswer to(HttpCall call) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : head.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      headers.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(value);
    }
    String reason = head.getReasonPhrase() == null ? "" : head.getReasonPhrase();
    HttpAnswer answer = HttpAnswer.of(call, head.getCode(), reason, headers, body);
    return cut ? answer.truncated() : answer;
  }
}
