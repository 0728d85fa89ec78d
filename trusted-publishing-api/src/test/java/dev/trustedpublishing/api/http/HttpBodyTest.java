package dev.trustedpublishing.api.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.api.FaultRow;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBodyTest {

  @ParameterizedTest(name = "[{0}]")
  @ValueSource(strings = {"", " ", "a\"b", "a\\b", "a\r\nX-Other: b", "a\u007f"})
  @FaultRow("F01")
  void a_name_in_a_form_can_write_no_header_and_is_one(String name) {
    assertThatThrownBy(() -> new HttpBody.Field(name, "value"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A name in a form must not be blank or hold control characters, quotes or"
                + " backslashes.");
    assertThatThrownBy(
            () -> new HttpBody.FilePart("content", name, 0, InputStream::nullInputStream))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
