package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.core.http.connection.RequestBody.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A form as browsers write it (RFC 7578): a text field has no type, names are UTF-8 as they are. A
 * name that would need to be quoted can't occur ({@link HttpBody}).
 */
record MultipartForm(String contentType, List<Segment> segments) {

  static MultipartForm render(HttpBody.Form form) {
    return render(form, boundaryFor(form));
  }

  static MultipartForm render(HttpBody.Form form, String boundary) {
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
      segments.add(wrapping(text));
      segments.add(Segment.content(file.length(), file.source()));
      text.setLength(0);
      text.append("\r\n");
    }
    segments.add(wrapping(text.append("--").append(boundary).append("--\r\n")));
    return new MultipartForm("multipart/form-data; boundary=" + boundary, List.copyOf(segments));
  }

  private static void startPart(StringBuilder text, String boundary, String name) {
    text.append("--").append(boundary).append("\r\n");
    text.append("Content-Disposition: form-data; name=\"").append(name).append('"');
  }

  private static Segment wrapping(StringBuilder text) {
    return Segment.wrapping(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String boundaryFor(HttpBody.Form form) {
    String boundary = "trusted-publishing-" + UUID.randomUUID();
    boolean occurs = form.fields().stream().anyMatch(field -> field.value().contains(boundary));
    return occurs ? boundaryFor(form) : boundary;
  }
}
