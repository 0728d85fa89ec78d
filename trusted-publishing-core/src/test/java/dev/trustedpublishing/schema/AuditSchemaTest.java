package dev.trustedpublishing.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.AuditSinks;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The events in Java, the schema and the documentation say the same. */
class AuditSchemaTest {
  private static final Instant TIME = Instant.parse("2026-11-23T12:00:00.120Z");
  private static final String SHA256 = "0".repeat(64);
  private static final String FINGERPRINT = "0123456789abcdef0123456789abcdef";
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final AuditSchema schema = new AuditSchema();

  /** One of each, with everything that it can hold. */
  static Stream<AuditEvent> events() {
    return Stream.of(
        new AuditEvent.RunStarted("pypi", "pypi", "https://upload.pypi.org", 2),
        new AuditEvent.ArtifactPlanned("a.whl", "a", "1.0", 10, SHA256),
        new AuditEvent.ProviderDetected("github", "available", "GitHub Actions"),
        new AuditEvent.IdentityObtained(
            "github",
            "https://issuer.example",
            "pypi",
            Optional.of(TIME),
            Map.of("sub", "repo:a/b"),
            SECOND),
        new AuditEvent.ArtifactAttested(
            "a.whl", Optional.of("42"), Optional.of("Nobody asked."), SECOND),
        new AuditEvent.TokenExchanged(
            "everything", "https://upload.pypi.org", FINGERPRINT, TIME, SECOND),
        new AuditEvent.StoredCredentialUsed("https://upload.pypi.org"),
        new AuditEvent.CredentialFallbackUsed("https://upload.pypi.org", "No CI system."),
        new AuditEvent.ArtifactStarted("a.whl", SHA256, 10),
        new AuditEvent.ArtifactProgress("a.whl", 5, 10),
        new AuditEvent.AttemptFailed(
            Stage.PUBLISH,
            "a.whl",
            1,
            "temporary.server-error",
            "The registry is busy.",
            "ANSWERED",
            Optional.of("7f3a-2"),
            Optional.of(SECOND),
            SECOND),
        new AuditEvent.ArtifactPublished("a.whl", SHA256, 10, 2, SECOND),
        new AuditEvent.ArtifactAlreadyThere("a.whl", SHA256, SECOND),
        new AuditEvent.ArtifactFailed(
            "a.whl", "rejected", Optional.of("publish.rejected"), Optional.of("No."), 1, SECOND),
        new AuditEvent.TokenRevoked(
            "everything",
            FINGERPRINT,
            "failed",
            Optional.of(TIME),
            Optional.of("HTTP 503"),
            SECOND),
        new AuditEvent.Warned(
            Problem.of(ErrorCode.USAGE_SINK_FAILED, "A sink failed.")
                .found("this")
                .expected("that")
                .remedy("Look at it.")),
        new AuditEvent.RunFinished(
            "partial", Optional.of("publish.rejected"), Optional.of("No."), 1, 1, SECOND));
  }

  @ParameterizedTest
  @MethodSource("events")
  void eachEvent_matchesSchemaAndDocumentation(AuditEvent event) throws IOException {
    JsonNode content = schema.text().get("$defs").get(event.type());

    assertThat(schema.violations(line(event))).isEmpty();
    assertThat(event.content().attributes().keySet())
        .containsExactlyElementsOf(names(content.get("properties")));
    String chapter = chapter(event.type());
    for (String name : names(content.get("properties"))) {
      assertThat(chapter)
          .contains("| `" + name + "` |")
          .contains(content.get("properties").get(name).get("description").asText());
    }
  }

  @Test
  void eventJson_matchesGoldenFile() throws IOException {
    long[] number = {0};
    String lines =
        events()
            .map(event -> {
              Optional<URI> page =
                  number[0] % 2 == 0
                      ? Optional.of(URI.create("https://ci.example/runs/1"))
                      : Optional.empty();
              return AuditSinks.json(new AuditEntry("run-1", ++number[0], TIME, page, event))
                  + "\n";
            })
            .collect(Collectors.joining());

    try (InputStream golden = AuditSchemaTest.class.getResourceAsStream("audit-events.jsonl")) {
      assertThat(lines).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void eventCases_coverAllEventTypes() {
    assertThat(events().map(Object::getClass))
        .containsExactlyInAnyOrder(AuditEvent.class.getPermittedSubclasses());
    assertThat(names(schema.text().get("$defs")))
        .containsExactlyElementsOf(events().map(AuditEvent::type).toList());
  }

  @Test
  void envelope_isDocumentedInOrder() throws IOException {
    List<String> members = names(schema.text().get("properties"));
    List<String> rows =
        documentation()
            .lines()
            .dropWhile(line -> !line.equals("## The envelope"))
            .takeWhile(line -> !line.equals("## The events"))
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .toList();

    assertThat(rows).containsExactlyElementsOf(members);
    String line = line(events().toList().get(1));
    assertThat(members.stream().filter(name -> line.contains("\"" + name + "\":")))
        .isSortedAccordingTo(
            (one, other) -> line.indexOf("\"" + one + "\":") - line.indexOf("\"" + other + "\":"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "\"specversion\":\"1.0\" -> \"specversion\":\"0.3\"",
        "artifact.started -> artifact.begun",
        "\"sequence\":\"0000000007\" -> \"sequence\":7",
        "\"stage\":\"publish\" -> \"stage\":\"plan\"",
        "\"stage\":\"publish\", -> ",
        "\"size\":10 -> \"size\":-1",
        "\"size\":10 -> \"size\":10,\"token\":\"secret\"",
        "\"data\": -> \"more\":1,\"data\":",
        "\"filename\":\"a.whl\", -> "
      })
  void schema_malformedEvent_isRejected(String change) {
    String line = line(new AuditEvent.ArtifactStarted("a.whl", SHA256, 10));
    String[] parts = change.split(" -> ", -1);
    String changed = parts.length == 1 ? change : line.replace(parts[0], parts[1]);

    assertThat(changed).isNotEqualTo(line);
    assertThat(schema.violations(changed)).isNotEmpty();
  }

  private static String line(AuditEvent event) {
    URI page = URI.create("https://ci.example/runs/1");
    return AuditSinks.json(new AuditEntry("run-1", 7, TIME, Optional.of(page), event));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String chapter(String type) throws IOException {
    String text = documentation();
    int begin = text.indexOf("\n### `" + type + "`\n");
    assertThat(begin).as("chapter about " + type).isPositive();
    return text.substring(begin, text.indexOf("\n##", begin + 5));
  }

  private static String documentation() throws IOException {
    return Files.readString(Path.of("..", "docs", "events.md"));
  }
}
