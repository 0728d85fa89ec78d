package dev.trustedpublishing.testkit.http;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A request that was received, for assertions. It contains the headers as they were sent, including
 * credentials. Immutable.
 *
 * @param method the method
 * @param path the decoded path, relative to where the recording handler is mounted
 * @param target path and query as they were sent, to distinguish {@code %2f} from {@code /}
 * @param query the query as it was sent, empty if there was none
 * @param headers the headers, their names in lower case
 * @param status the response status, empty if the connection was dropped
 */
public record RecordedRequest(
    String method,
    String path,
    String target,
    String query,
    Map<String, List<String>> headers,
    OptionalInt status) {

  /** Returns method, path and status only: headers contain credentials, and this is logged. */
  @Override
  public String toString() {
    return method + " " + path + " -> " + (status.isPresent() ? status.getAsInt() : "no answer");
  }
}
