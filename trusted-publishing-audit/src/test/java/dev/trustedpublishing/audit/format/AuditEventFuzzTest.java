package dev.trustedpublishing.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events with any text in them, written as a line of the log and read again. */
class AuditEventFuzzTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final JsonFactory JSON = new JsonFactory();

  @FuzzTest
  void event_anyText_survivesRoundTrip(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return;
    }
    for (AuditEvent event : events(text, input.length)) {
      AuditEntry entry = new AuditEntry("run-" + text, 1, NOW, Optional.empty(), event);

      byte[] line = CloudEvent.json(entry, Optional.of(text));

      assertThat(line).doesNotContain('\n').doesNotContain('\r');
      assertThat(AuditLogReader.members(line).get("previoushash")).isEqualTo(text);
      assertThat(data(line).toString()).isEqualTo(event.content().attributes().toString());
      assertThat(copied(line)).isEqualTo(line);
    }
  }

  private static Map<String, Object> data(byte[] line) throws IOException {
    try (JsonParser parser = JSON.createParser(line)) {
      while (!"data".equals(parser.nextFieldName())) {
        // The members of the envelope are strings and numbers.
      }
      parser.nextToken();
      return object(parser);
    }
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_OBJECT) {
        members.put(name, object(parser));
      } else {
        members.put(name, value.isNumeric() ? parser.getNumberValue() : parser.getText());
      }
    }
    return members;
  }

  private static byte[] copied(byte[] line) throws IOException {
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    try (JsonParser parser = JSON.createParser(line);
        JsonGenerator generator = JSON.createGenerator(copy)) {
      parser.nextToken();
      generator.copyCurrentStructure(parser);
    }
    return copy.toByteArray();
  }

  private static List<AuditEvent> events(String text, long number) {
    return List.of(
        new AuditEvent.RunStarted(text, text, text, (int) number),
        new AuditEvent.ArtifactPlanned(text, text, text, number << 32, text),
        new AuditEvent.IdentityObtained(
            text, text, text, Optional.of(NOW), Map.of(text, text), Duration.ofMillis(number)),
        new AuditEvent.AttemptFailed(
            Stage.PUBLISH,
            text,
            1,
            text,
            text,
            text,
            Optional.of(text),
            Optional.of(Duration.ZERO),
            Duration.ZERO),
        new AuditEvent.Warned(
            Problem.of(ErrorCode.PUBLISH_REJECTED, text).found(text).expected(text).remedy(text)));
  }
}
