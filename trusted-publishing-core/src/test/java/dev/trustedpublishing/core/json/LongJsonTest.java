package dev.trustedpublishing.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** U23: JSON that may be longer than the memory. */
class LongJsonTest {
  private static final String PAGE =
      """
      {"meta":{"api-version":"1.4"},"name":"caf\u00e9","versions":["1.0",["x",{"files":[1]}]],
       "files":[{"filename":"a","hashes":{"sha256":"00"}},{"filename":"b","yanked":null}],
       "project-status":{"status":"active"},"n":12,"t":true,"nothing":null}
      """;

  private final List<String> filenames = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 10_000})
  @FaultRow("U23")
  void read_anyChunkSize_returnsSameResult(int length) throws IOException {
    JsonObject rest = read(PAGE, length);

    assertThat(filenames).containsExactly("a 00", "b -");
    assertThat(rest.names())
        .containsExactly("meta", "name", "versions", "project-status", "n", "t", "nothing");
    assertThat(rest.text("name")).contains("caf\u00e9");
    assertThat(rest.wholeNumber("n")).contains(12L);
    assertThat(rest.bool("t")).contains(true);
    assertThat(rest.object("project-status").orElseThrow().text("status")).contains("active");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", " {} ", "{\"files\":[]}", "{\"files\":null}"})
  void read_withoutListElements_visitsNothing(String text) throws IOException {
    read(text, 1);

    assertThat(filenames).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                     | not a JSON object
          '   '                                  | not a JSON object
          hello                                  | not a JSON object
          []                                     | not a JSON object
          12                                     | not a JSON object
          {                                      | not a JSON object
          {"files":[{"filename":"a"}]            | not a JSON object
          {"files":[{"filename":                 | not a JSON object
          {} {}                                  | not a JSON object
          {}x                                    | not a JSON object
          {"a":1,"a":2}                          | a name occurs twice in one object
          {"files":[{"a":1,"a":2}]}              | a name occurs twice in one object
          {"a":"\\\\\\",}",}                       | not a JSON object
          {"files":[{},]}                        | not a JSON object
          {"a":}                                 | not a JSON object
          {"files":[{"a":}]}                     | not a JSON object
          '\ufeff{}'                             | not a JSON object
          {"a":"\\ud800"}                        | a lone surrogate
          {"files":[{"x":"\\ud800"}]}            | a lone surrogate
          {"files":[],"files":[]}                | a name occurs twice in one object
          {"files":{}}                           | is not a list
          {"files":"x"}                          | is not a list
          {"files":[1]}                          | is not a list of objects
          {"files":[[]]}                         | is not a list of objects
          {"x":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]} | nested more than 16 levels deep
          """)
  @FaultRow("B01")
  void read_nonStrictJson_isRejected(String text, String words) {
    for (int length : new int[] {1, 1_000}) {
      assertThatThrownBy(() -> read(text, length))
          .isInstanceOf(JsonException.class)
          .hasMessageContaining(words);
    }
  }

  @Test
  @FaultRow("B01")
  void listElement_overOneMebibyte_isRejected() {
    String long1 = "{\"files\":[{\"filename\":\"" + "x".repeat(JsonReader.MAX_PART + 1);
    StringBuilder members = new StringBuilder("{\"files\":[{\"x\":[");
    members.append("12345678,".repeat(JsonReader.MAX_PART / 8)).append("1]}]}");

    assertThatThrownBy(() -> read(long1 + "\"}]}", 8_192)).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> read(members.toString(), 8_192))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("an element is longer than 1048576 characters");
  }

  @Test
  @FaultRow("U23")
  void list_mayExceedElementLimit() throws IOException {
    StringBuilder page = new StringBuilder("{\"files\":[{\"filename\":\"0\"}");
    for (int i = 1; i < 100_000; i++) {
      page.append(",{\"filename\":\"").append(i).append("\"}");
    }
    read(page.append("]}").toString(), 8_192);

    assertThat(filenames).hasSize(100_000).endsWith("99999 -");
  }

  @Test
  @FaultRow("B01")
  void restOfObject_overOneMebibyte_isRejected() {
    StringBuilder page = new StringBuilder("{\"files\":[{\"filename\":\"a\"}]");
    for (int i = 0; page.length() <= JsonReader.MAX_PART + 1_000; i++) {
      page.append(",\"member-").append(i).append("\":1");
    }

    assertThatThrownBy(() -> read(page + "}", 8_192))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("an element is longer than 1048576 characters");
  }

  private JsonObject read(String text, int length) throws IOException {
    filenames.clear();
    return new StrictJson()
        .parse(
            new LongJsonFuzzTest.Slices(text.getBytes(StandardCharsets.UTF_8), length),
            "files",
            file ->
                filenames.add(
                    file.text("filename").orElse("-")
                        + " "
                        + file.object("hashes").flatMap(h -> h.text("sha256")).orElse("-")));
  }
}
