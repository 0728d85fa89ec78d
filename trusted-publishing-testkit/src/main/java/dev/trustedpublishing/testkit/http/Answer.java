package dev.trustedpublishing.testkit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP response. Immutable.
 *
 * @param status the status code
 * @param headers the headers, in the order in which they were added
 * @param content the body
 */
public record Answer(int status, Map<String, String> headers, Content content) implements Reply {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Copies the headers, so that the response can't change.
   *
   * @param status the status code
   * @param headers the headers, in the order in which they were added
   * @param content the body
   */
  public Answer {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * Creates a response with a JSON body.
   *
   * @param status the status code
   * @param value a value that Jackson can write: maps, lists, strings, numbers
   * @return the response, with content type {@code application/json}
   */
  public static Answer json(int status, Object value) {
    return json(status, "application/json", value);
  }

  /**
   * Creates a response with a JSON body and another content type.
   *
   * @param status the status code
   * @param contentType the content type
   * @param value a value that Jackson can write: maps, lists, strings, numbers
   * @return the response
   */
  public static Answer json(int status, String contentType, Object value) {
    try {
      return text(status, contentType, JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Creates a response with a text body in UTF-8.
   *
   * @param status the status code
   * @param contentType the content type, with its charset if that matters
   * @param text the body
   * @return the response
   */
  public static Answer text(int status, String contentType, String text) {
    return new Answer(status, Map.of("Content-Type", contentType), new Content.Text(text));
  }

  /**
   * Creates a plain text response.
   *
   * @param status the status code
   * @param text the body
   * @return the response
   */
  public static Answer plain(int status, String text) {
    return text(status, "text/plain; charset=UTF-8", text);
  }

  /**
   * Creates a response that streams a file.
   *
   * @param contentType the content type
   * @param path the file, which must exist until the response has been sent
   * @return the response, with status 200
   */
  public static Answer file(String contentType, Path path) {
    return new Answer(200, Map.of("Content-Type", contentType), new Content.File(path));
  }

  /**
   * Creates the response to a method that the address does not support.
   *
   * @param allowed the supported methods, as in {@code Allow}
   * @return the response, with status 405
   */
  public static Answer methodNotAllowed(String allowed) {
    return plain(405, "405 Method Not Allowed").withHeader("Allow", allowed);
  }

  /**
   * Creates the response to an unknown address.
   *
   * @return the response, with status 404
   */
  public static Answer notFound() {
    return plain(404, "404 Not Found");
  }

  /**
   * Creates a redirect.
   *
   * @param status the status code, such as 301 or 308
   * @param location the address, absolute or as a path
   * @return the response
   */
  public static Answer redirect(int status, String location) {
    return plain(status, "").withHeader("Location", location);
  }

  /**
   * Adds a header.
   *
   * @param name its name
   * @param value its value
   * @return a copy of this response with the header
   */
  public Answer withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, content);
  }
}
