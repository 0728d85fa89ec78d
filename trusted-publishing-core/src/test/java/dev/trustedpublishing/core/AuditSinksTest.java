package dev.trustedpublishing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditSinksTest {
  @TempDir Path folder;

  @Test
  void json_lines_are_cloud_events_appended_to_what_is_there() throws IOException {
    PublisherFixture fixture = new PublisherFixture(folder);
    Path log = Files.writeString(folder.resolve("audit.jsonl"), "{}\n");

    try (TrustedPublisher publisher =
        fixture.builder().onEvent(AuditSinks.jsonLines(log)).build()) {
      publisher.publish(fixture.files("a.whl"));
    }

    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(1 + fixture.trail.size()).first().isEqualTo("{}");
    JsonNode first = new ObjectMapper().readTree(lines.get(1));
    assertThat(first.get("specversion").asText()).isEqualTo("1.0");
    assertThat(first.get("type").asText()).isEqualTo("dev.trustedpublishing.run.started");
    assertThat(first.get("id").asText()).endsWith("/1");
    assertThat(first.get("time").asText()).isEqualTo("2026-11-23T12:00:00Z");
    assertThat(first.get("data").get("origin").asText()).isEqualTo("https://registry.example");
    for (String line : lines) {
      assertThat(new ObjectMapper().readTree(line).isObject()).isTrue();
    }
  }

  @Test
  void C01_an_interrupt_does_not_end_the_trail() throws IOException {
    PublisherFixture fixture = new PublisherFixture(folder);
    Path log = folder.resolve("audit.jsonl");

    try (TrustedPublisher publisher =
        fixture
            .builder()
            .concurrency(1)
            .onEvent(AuditSinks.jsonLines(log))
            .build()) {
      fixture.registry.duringUpload = filename -> Thread.currentThread().interrupt();
      catchThrowableOfType(
          PublishFailedException.class, () -> publisher.publish(fixture.files("a.whl", "b.whl")));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(Files.readAllLines(log))
        .hasSize(fixture.trail.size())
        .last()
        .asString()
        .contains("run.finished");
  }

  @Test
  void no_token_is_in_any_sink() throws IOException {
    PublisherFixture fixture = new PublisherFixture(folder);
    Path log = folder.resolve("audit.jsonl");

    try (TrustedPublisher publisher =
        fixture.builder().onEvent(AuditSinks.jsonLines(log)).build()) {
      publisher.publish(fixture.files("a.whl"));
    }

    String identity = fixture.ci.given.get(0);
    assertThat(Files.readString(log) + fixture.trail)
        .doesNotContain(identity, identity.substring(identity.lastIndexOf('.') + 1))
        .doesNotContain("api-token-number-1")
        .doesNotContain("X190b2tlbl9fOmFwaS10b2tlbi1udW1iZXItMQ");
  }

  @Test
  void a_log_that_can_not_be_written_is_said_before_the_release() {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () -> AuditSinks.jsonLines(folder.resolve("no/such/folder/audit.jsonl")));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e)
        .hasMessageContaining("can't be written.")
        .hasMessageContaining("create its folder first");
  }

  @Test
  void slf4j_gets_type_and_key_value_pairs() throws IOException {
    List<String> messages = new ArrayList<>();
    Logger logger = Logger.getLogger("dev.trustedpublishing.audit");
    Handler handler = new RecordingHandler(messages);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      PublisherFixture fixture = new PublisherFixture(folder);
      fixture.builder().onEvent(AuditSinks.slf4j()).build().publish(fixture.files("a.whl"));
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }

    assertThat(messages).hasSize(9).first().asString().contains("run.started", "target=fake");
  }

  private static final class RecordingHandler extends Handler {
    private final List<String> messages;

    private RecordingHandler(List<String> messages) {
      this.messages = messages;
    }

    @Override
    public void publish(LogRecord logged) {
      messages.add(logged.getMessage());
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // Nothing to close.
    }
  }
}
