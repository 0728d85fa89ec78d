package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An HTTP request. Not thread-safe: the body is a stream.
 *
 * @param method the method, in upper case
 * @param path the decoded path, relative to the mount, beginning with a slash or empty
 * @param target path and query as they were sent: neither decoded nor relative to the mount
 * @param query the query as it was sent, empty if there was none
 * @param headers the headers, their names in lower case
 * @param body the body, to be read at most once
 */
public record Request(
    String method,
    String path,
    String target,
    String query,
    Map<String, List<String>> headers,
    InputStream body) {

  /** The largest body that {@link #text} accepts, in bytes. */
  private static final int TEXT_LIMIT = 1 << 20;

  /**
   * Finds a header.
   *
   * @param name its name, in any case
   * @return its first value
   */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /**
   * Finds a parameter of the query.
   *
   * @param name its name
   * @return its first value, percent-decoded
   */
  public Optional<String> parameter(String name) {
    return Stream.of(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> decode(pair[0]).equals(name))
        .map(pair -> pair.length == 2 ? decode(pair[1]) : "")
        .findFirst();
  }

  /**
   * Reads the body as text in UTF-8.
   *
   * @return the text
   * @throws IOException if it can't be read, or is longer than 1 MiB
   */
  public String text() throws IOException {
    byte[] bytes = body.readNBytes(TEXT_LIMIT + 1);
    if (bytes.length > TEXT_LIMIT) {
      throw new IOException("Request body longer than " + TEXT_LIMIT + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Reads and discards the rest of the body.
   *
   * @throws IOException if it can't be read
   */
  public void drain() throws IOException {
    body.transferTo(OutputStream.nullOutputStream());
  }

  Request at(String relativePath) {
    return new Request(method, relativePath, target, query, headers, body);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
