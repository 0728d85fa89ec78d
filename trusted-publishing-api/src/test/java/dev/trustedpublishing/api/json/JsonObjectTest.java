package dev.trustedpublishing.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.api.FaultRow;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonObjectTest {
  private final JsonObject object = JsonObject.of(members());

  @Test
  void getters_returnTypedValues() {
    assertThat(object.text("text")).contains("a");
    assertThat(object.wholeNumber("number")).contains(7L);
    assertThat(object.bool("truth")).contains(true);
    assertThat(object.texts("texts")).containsExactly("x", "y");
    assertThat(object.texts("text")).containsExactly("a");
    assertThat(object.object("inner").orElseThrow().text("deep")).contains("down");
    assertThat(object.objects("objects").get(1).text("n")).contains("2");
  }

  @Test
  void getters_nullOrAbsent_areEmpty() {
    assertThat(object.text("null")).isEmpty();
    assertThat(object.wholeNumber("absent")).isEmpty();
    assertThat(object.texts("absent")).isEmpty();
  }

  @Test
  @FaultRow("B02")
  void getters_wrongType_throwWithPath() {
    assertThatThrownBy(() -> object.text("number"))
        .isInstanceOf(JsonException.class)
        .hasMessage("'number' is not a string");
    assertThatThrownBy(() -> object.object("inner").orElseThrow().wholeNumber("deep"))
        .hasMessage("'inner.deep' is not a number");
    assertThatThrownBy(() -> object.wholeNumber("fraction"))
        .hasMessage("'fraction' is not a whole number");
    assertThatThrownBy(() -> object.texts("objects"))
        .hasMessage("'objects' is not a list of strings");
    assertThatThrownBy(() -> object.objects("texts"))
        .hasMessage("'texts' is not a list of objects");
    assertThatThrownBy(() -> object.objects("objects").get(1).bool("n"))
        .hasMessage("'objects[1].n' is not true or false");
    assertThatThrownBy(() -> object.requireText("blank")).hasMessage("'blank' is missing or empty");
  }

  @Test
  void toString_showsNamesOnly() {
    assertThat(object.toString()).contains("text", "inner").doesNotContain("down");
  }

  private static Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("text", "a");
    members.put("blank", " ");
    members.put("number", 7);
    members.put("fraction", 1.5);
    members.put("truth", true);
    members.put("null", null);
    members.put("texts", Arrays.asList("x", "y"));
    members.put("inner", Map.of("deep", "down"));
    members.put("objects", List.of(Map.of("n", "1"), Map.of("n", "2")));
    return members;
  }
}
