package dev.trustedpublishing.core.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultipartFormTest {

  @Test
  void render_producesExpectedBytes() throws Exception {
    HttpBody.Form form =
        new HttpBody.Form(
            List.of(
                new HttpBody.Field(":action", "file_upload"),
                new HttpBody.Field("classifiers", "A :: \"B\""),
                new HttpBody.Field("classifiers", "C"),
                new HttpBody.Field("summary", "Grüße\r\n--x\n日本"),
                new HttpBody.Field("empty", "")),
            List.of(file("content", "grün-1.0.whl", "one\r\n"), file("signature", "a.asc", "two")));
    RequestBody rendered = RequestBody.multipart(form, "x");

    assertThat(rendered.contentType()).isEqualTo("multipart/form-data; boundary=x");
    assertThat(bytes(rendered))
        .isEqualTo(
            """
            --x
            Content-Disposition: form-data; name=":action"

            file_upload
            --x
            Content-Disposition: form-data; name="classifiers"

            A :: "B"
            --x
            Content-Disposition: form-data; name="classifiers"

            C
            --x
            Content-Disposition: form-data; name="summary"

            Grüße
            --x~
            日本
            --x
            Content-Disposition: form-data; name="empty"


            --x
            Content-Disposition: form-data; name="content"; filename="grün-1.0.whl"
            Content-Type: application/octet-stream

            one

            --x
            Content-Disposition: form-data; name="signature"; filename="a.asc"
            Content-Type: application/octet-stream

            two
            --x--
            """
                .replace("\n", "\r\n")
                .replace("~\r\n", "\n"));
  }

  @Test
  void boundary_isUniquePerForm() {
    HttpBody.Form form = new HttpBody.Form(List.of(new HttpBody.Field("a", "b")), List.of());

    assertThat(RequestBody.of(form).contentType())
        .startsWith("multipart/form-data; boundary=trusted-publishing-")
        .isNotEqualTo(RequestBody.of(form).contentType());
  }

  /** Nobody can guess a boundary; one that was used before means it. */
  @Test
  @FaultRow("F06")
  void value_containingBoundary_endsNoPart() throws Exception {
    String guessed =
        RequestBody.of(new HttpBody.Form(List.of(), List.of()))
            .contentType()
            .replaceFirst(".*boundary=", "");
    String value = "x\r\n--" + guessed + "--\r\n";
    RequestBody form =
        RequestBody.of(new HttpBody.Form(List.of(new HttpBody.Field("a", value)), List.of()));
    String boundary = form.contentType().replaceFirst(".*boundary=", "");

    assertThat(bytes(form))
        .isEqualTo(
            "--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
                + value
                + "\r\n--"
                + boundary
                + "--\r\n");
    assertThat(value).doesNotContain(boundary);
  }

  @Test
  void contentIn_excludesMultipartHeaders() {
    HttpBody.Form form =
        new HttpBody.Form(List.of(), List.of(file("a", "a", "12345"), file("b", "b", "678")));
    RequestBody body = RequestBody.of(form);
    long head = body.segments().get(0).length();

    assertThat(body.contentIn(head)).isZero();
    assertThat(body.contentIn(head + 2)).isEqualTo(2);
    assertThat(body.contentIn(body.length())).isEqualTo(8);
  }

  private static HttpBody.FilePart file(String name, String filename, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new HttpBody.FilePart(
        name, filename, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  private static String bytes(RequestBody form) throws Exception {
    RequestBody body = new RequestBody(form.contentType(), form.segments(), true);
    ByteBuffer buffer = ByteBuffer.allocate((int) body.length());
    try (RequestProducer.BodyStream stream = new RequestProducer.BodyStream(body)) {
      stream.fill(buffer);
    }
    assertThat(buffer.hasRemaining()).isFalse();
    return new String(buffer.array(), StandardCharsets.UTF_8);
  }
}
