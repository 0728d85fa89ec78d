package dev.trustedpublishing.core.http.body;

import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.core.http.body.RequestBody.Segment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hc.client5.http.entity.mime.AbstractContentBody;
import org.apache.hc.client5.http.entity.mime.FormBodyPartBuilder;
import org.apache.hc.client5.http.entity.mime.HttpMultipartMode;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;

/**
 * A form written by HttpClient's own multipart writer with every file left out, and the places
 * where the files go.
 */
record MultipartForm(String contentType, List<Segment> segments) {
  private static final ContentType TEXT =
      ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8);

  static MultipartForm render(HttpBody.Form form) {
    return render(form, boundaryFor(form));
  }

  static MultipartForm render(HttpBody.Form form, String boundary) {
    List<Integer> places = new ArrayList<>();
    byte[] wrapping = wrapping(form, boundary, places);
    List<Segment> segments = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < places.size(); i++) {
      HttpBody.FilePart file = form.files().get(i);
      segments.add(Segment.wrapping(Arrays.copyOfRange(wrapping, from, places.get(i))));
      segments.add(Segment.content(file.length(), file.source()));
      from = places.get(i);
    }
    segments.add(Segment.wrapping(Arrays.copyOfRange(wrapping, from, wrapping.length)));
    return new MultipartForm("multipart/form-data; boundary=" + boundary, List.copyOf(segments));
  }

  private static byte[] wrapping(HttpBody.Form form, String boundary, List<Integer> places) {
    // Browsers' way: a text field has no Content-Type, names are UTF-8 as they are.
    MultipartEntityBuilder builder =
        MultipartEntityBuilder.create()
            .setMode(HttpMultipartMode.LEGACY)
            .setCharset(StandardCharsets.UTF_8)
            .setBoundary(boundary);
    for (HttpBody.Field field : form.fields()) {
      builder.addTextBody(field.name(), field.value(), TEXT);
    }
    for (HttpBody.FilePart file : form.files()) {
      builder.addPart(
          FormBodyPartBuilder.create(
                  file.name(), new LeftOut(file, places), HttpMultipartMode.LEGACY)
              .build());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (HttpEntity entity = builder.build()) {
      entity.writeTo(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static String boundaryFor(HttpBody.Form form) {
    String boundary = "trusted-publishing-" + UUID.randomUUID();
    boolean occurs = form.fields().stream().anyMatch(field -> field.value().contains(boundary));
    return occurs ? boundaryFor(form) : boundary;
  }

  /** A file that writes nothing but remembers its place. */
  private static final class LeftOut extends AbstractContentBody {
    private final HttpBody.FilePart file;
    private final List<Integer> places;

    LeftOut(HttpBody.FilePart file, List<Integer> places) {
      super(ContentType.APPLICATION_OCTET_STREAM);
      this.file = file;
      this.places = places;
    }

    @Override
    public String getFilename() {
      return file.filename();
    }

    @Override
    public long getContentLength() {
      return file.length();
    }

    @Override
    public void writeTo(OutputStream out) {
      places.add(((ByteArrayOutputStream) out).size());
    }
  }
}
