package dev.trustedpublishing.core.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.http.HttpBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Forms, read back by the shortest reader that RFC 7578 allows. An input holds name, value, name,
 * value and so on, each ended by a NUL; the last pair is a file.
 */
class MultipartFormFuzzTest {

  @FuzzTest
  void form_anyContent_survivesRoundTrip(byte[] input) throws IOException {
    String[] texts = new String(input, StandardCharsets.UTF_8).split("\0", -1);
    List<HttpBody.Field> fields = new ArrayList<>();
    List<HttpBody.FilePart> files = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    try {
      for (int i = 0; i + 1 < texts.length; i += 2) {
        if (i + 3 < texts.length) {
          fields.add(new HttpBody.Field(texts[i], texts[i + 1]));
          expected.add("form-data; name=\"" + texts[i] + "\"\r\n\r\n" + texts[i + 1]);
        } else {
          files.add(file(texts[i], texts[i + 1]));
          expected.add(
              "form-data; name=\"content\"; filename=\""
                  + texts[i]
                  + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                  + texts[i + 1]);
        }
      }
    } catch (IllegalArgumentException refusedName) {
      return;
    }
    assertThat(parts(RequestBody.of(new HttpBody.Form(fields, files)))).isEqualTo(expected);
  }

  private static HttpBody.FilePart file(String filename, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new HttpBody.FilePart(
        "content", filename, bytes.length, () -> new ByteArrayInputStream(bytes));
  }

  private static List<String> parts(RequestBody form) throws IOException {
    StringBuilder body = new StringBuilder("\r\n");
    for (RequestBody.Segment segment : form.segments()) {
      byte[] bytes = segment.source().open().readAllBytes();
      assertThat(bytes).hasSize((int) segment.length());
      body.append(new String(bytes, StandardCharsets.UTF_8));
    }
    String boundary = "\r\n--" + form.contentType().replaceFirst(".*boundary=", "");
    List<String> parts = new ArrayList<>(List.of(body.toString().split(boundary, -1)));
    assertThat(parts.remove(0)).isEmpty();
    assertThat(parts.remove(parts.size() - 1)).isEqualTo("--\r\n");
    parts.replaceAll(part -> part.replaceFirst("^\r\nContent-Disposition: ", ""));
    return parts;
  }
}
