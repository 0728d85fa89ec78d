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
  void invalidPartName_isRejected(String name) {
    assertThatThrownBy(() -> new HttpBody.Field(name, "value"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The name of a form field must not be blank or contain control characters, quotes, or"
                + " backslashes.");
    assertThatThrownBy(
            () -> new HttpBody.FilePart("content", name, 0, InputStream::nullInputStream))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
