package dev.trustedpublishing.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events with any text in them, written as a line of the log and read again. */
class AuditEventFuzzTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final ObjectMapper json = new ObjectMapper();

  @FuzzTest
  void what_is_written_is_read_back(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return;
    }
    for (AuditEvent event : events(text, input.length)) {
      AuditEntry entry = new AuditEntry("run-" + text, 1, NOW, Optional.empty(), event);

      byte[] line = CloudEvent.json(entry, Optional.of(text));

      assertThat(line).doesNotContain('\n').doesNotContain('\r');
      Map<?, ?> members = json.readValue(line, Map.class);
      assertThat(members.get("previoushash")).isEqualTo(text);
      assertThat(String.valueOf(members.get("data")))
          .isEqualTo(event.content().attributes().toString());
      assertThat(json.writeValueAsBytes(members)).isEqualTo(line);
    }
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
