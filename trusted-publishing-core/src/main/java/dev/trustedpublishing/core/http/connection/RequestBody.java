package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.http.HttpBody;
import java.io.ByteArrayInputStream;
import java.util.List;

/**
 * A body as a sequence of segments. Immutable; its sources may be opened many times.
 *
 * @param contentType the value of {@code Content-Type}
 * @param segments what is sent, in order
 * @param streamed whether it is an upload, which has no total timeout
 */
public record RequestBody(String contentType, List<Segment> segments, boolean streamed) {

  /**
   * Bytes from one source.
   *
   * @param length how many, exactly
   * @param source where they come from
   * @param counted whether they are content, not framing
   */
  record Segment(long length, HttpBody.Source source, boolean counted) {
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
    MultipartForm form = MultipartForm.render((HttpBody.Form) body);
    return new RequestBody(form.contentType(), form.segments(), true);
  }

  public long length() {
    return segments.stream().mapToLong(Segment::length).sum();
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
}
