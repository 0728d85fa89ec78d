package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.core.http.connection.RequestBody.Segment;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A body as a sequence of segments. Immutable; its sources may be opened many times.
 *
 * @param contentType the value of {@code Content-Type}
 * @param segments what is sent, in order
 * @param streamed whether it is an upload, which has no total timeout
 */
public record RequestBody(String contentType, List<Segment> segments, boolean streamed) {

  /**
   * Bytes of one source.
   *
   * @param length the exact number of bytes
   * @param source the source
   * @param counted whether they are content, not framing
   */
  record Segment(long length, HttpBody.Source source, boolean counted) {
    static Segment wrapping(StringBuilder text) {
      return wrapping(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Segment wrapping(byte[] bytes) {
      return new Segment(bytes.length, () -> new ByteArrayInputStream(bytes), false);
    }

    static Segment content(long length, HttpBody.Source source) {
      return new Segment(length, source, true);
    }
  }

  public static RequestBody of(HttpBody body) {
    if (body instanceof HttpBody.Bytes bytes) {
      return new RequestBody(
          bytes.contentType(), List.of(Segment.wrapping(bytes.content())), false);
    }
    if (body instanceof HttpBody.Stream stream) {
      Segment content = Segment.content(stream.length(), stream.source());
      return new RequestBody(stream.contentType(), List.of(content), true);
    }
    HttpBody.Form form = (HttpBody.Form) body;
    return multipart(form, boundaryFor(form));
  }

  public long length() {
    long length = 0;
    for (Segment segment : segments) {
      length += segment.length();
    }
    return length;
  }

  /** Returns the amount of content in the first {@code sent} bytes. */
  public long contentIn(long sent) {
    long content = 0;
    long before = 0;
    for (Segment segment : segments) {
      if (segment.counted()) {
        content += Math.max(0, Math.min(segment.length(), sent - before));
      }
      before += segment.length();
    }
    return content;
  }

  /**
   * Writes a form as browsers do (RFC 7578): a text field has no content type, names are unescaped
   * UTF-8. A name that would need to be quoted can't occur ({@link HttpBody}).
   */
  static RequestBody multipart(HttpBody.Form form, String boundary) {
    List<Segment> segments = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (HttpBody.Field field : form.fields()) {
      startPart(text, boundary, field.name());
      text.append("\r\n\r\n").append(field.value()).append("\r\n");
    }
    for (HttpBody.FilePart file : form.files()) {
      startPart(text, boundary, file.name());
      text.append("; filename=\"").append(file.filename()).append("\"\r\n");
      text.append("Content-Type: application/octet-stream\r\n\r\n");
      segments.add(Segment.wrapping(text));
      segments.add(Segment.content(file.length(), file.source()));
      text.setLength(0);
      text.append("\r\n");
    }
    segments.add(Segment.wrapping(text.append("--").append(boundary).append("--\r\n")));
    return new RequestBody(
        "multipart/form-data; boundary=" + boundary, List.copyOf(segments), true);
  }

  private static void startPart(StringBuilder text, String boundary, String name) {
    text.append("--").append(boundary).append("\r\n");
    text.append("Content-Disposition: form-data; name=\"").append(name).append('"');
  }

  private static String boundaryFor(HttpBody.Form form) {
    String boundary = "trusted-publishing-" + UUID.randomUUID();
    boolean occurs = form.fields().stream().anyMatch(field -> field.value().contains(boundary));
    return occurs ? boundaryFor(form) : boundary;
  }
}
