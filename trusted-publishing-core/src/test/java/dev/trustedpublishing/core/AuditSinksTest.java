package dev.trustedpublishing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.audit.AuditSinkProvider;
import dev.trustedpublishing.audit.github.GitHubSink;
import dev.trustedpublishing.core.audit.Fingerprint;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditSinksTest {
  @TempDir Path folder;

  @Test
  void jsonLines_appendsCloudEvents() throws IOException {
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
  @FaultRow("C01")
  void interrupt_doesNotTruncateAuditLog() throws IOException {
    PublisherFixture fixture = new PublisherFixture(folder);
    Path log = folder.resolve("audit.jsonl");

    try (TrustedPublisher publisher =
        fixture.builder().concurrency(1).onEvent(AuditSinks.jsonLines(log)).build()) {
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
  void earlierEvents_areFlushedDuringUpload() throws Exception {
    PublisherFixture fixture = new PublisherFixture(folder);
    CountDownLatch exchanged = new CountDownLatch(1);
    AtomicBoolean inTime = new AtomicBoolean();
    List<String> types = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger flushed = new AtomicInteger();
    AuditSink sink =
        new AuditSink() {
          @Override
          public void accept(AuditEntry entry) {
            types.add(entry.event().type());
          }

          @Override
          public void flush() {
            flushed.set(types.size());
            if (types.contains("token.exchanged")) {
              exchanged.countDown();
            }
          }
        };
    fixture.registry.duringUpload = filename -> inTime.set(reached(exchanged));

    fixture.builder().onEvent(sink).build().publish(fixture.files("a.whl"));

    assertThat(inTime).isTrue();
    assertThat(flushed).as("when publish returns").hasValue(fixture.trail.size());
  }

  private static boolean reached(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void jsonLinesAndTrail_containNoToken() throws IOException {
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
  @FaultRow("I7")
  void otherSinks_containNoToken() throws IOException {
    PublisherFixture fixture = new PublisherFixture(folder);
    Path log = folder.resolve("chained.jsonl");
    Path summary = folder.resolve("summary.md");
    List<String> console = Collections.synchronizedList(new ArrayList<>());
    List<String> logged =
        logged(() -> {
          try (TrustedPublisher publisher =
              fixture
                  .builder()
                  .onEvent(AuditSinks.chainedJsonLines(log))
                  .onEvent(AuditSinks.slf4j())
                  .onEvent(
                      GitHubSink.create(
                          Map.of("GITHUB_STEP_SUMMARY", summary.toString()), console::add))
                  .build()) {
            PublishReport report = publisher.publish(fixture.files("a.whl"));
            console.add(report.markdown() + report.json() + report.text());
          }
        });

    String identity = fixture.ci.given.get(0);
    assertThat(logged).isNotEmpty();
    assertThat(Files.readString(log) + Files.readString(summary) + console + logged)
        .doesNotContain(identity, identity.substring(identity.lastIndexOf('.') + 1))
        .doesNotContain("api-token-number-1")
        .doesNotContain("X190b2tlbl9fOmFwaS10b2tlbi1udW1iZXItMQ");
  }

  @Test
  void tokenFingerprint_isStableWithinRunOnly() {
    PublisherFixture fixture = new PublisherFixture(folder);
    fixture.publish("a.whl");
    fixture.registry.tokens = 0;
    fixture.publish("b.whl");

    List<String> exchanged =
        fixture.trail.stream()
            .map(AuditEntry::event)
            .filter(AuditEvent.TokenExchanged.class::isInstance)
            .map(event -> ((AuditEvent.TokenExchanged) event).fingerprint())
            .toList();
    List<String> revoked =
        fixture.trail.stream()
            .map(AuditEntry::event)
            .filter(AuditEvent.TokenRevoked.class::isInstance)
            .map(event -> ((AuditEvent.TokenRevoked) event).fingerprint())
            .toList();
    assertThat(exchanged).hasSize(2).doesNotHaveDuplicates().isEqualTo(revoked);
    // docs/events.md says how to get there with openssl; this value comes from it.
    assertThat(Fingerprint.of(Secret.of("api-token-number-1"), "run-1"))
        .isEqualTo("32dcd159121be9c1563b0255f3bf8e13");
  }

  @Test
  void eachEntry_containsCiJobUrl() throws IOException {
    PublisherFixture fixture = new PublisherFixture(folder);
    Path log = folder.resolve("audit.jsonl");
    String page = "https://gitlab.com/group/project/-/jobs/7";

    try (TrustedPublisher publisher =
        fixture
            .builder()
            .environment(Map.of("CI_JOB_URL", page))
            .onEvent(AuditSinks.jsonLines(log))
            .build()) {
      publisher.publish(fixture.files("a.whl"));
    }

    assertThat(fixture.trail)
        .allMatch(entry -> entry.ciRun().equals(Optional.of(URI.create(page))));
    assertThat(Files.readAllLines(log)).allMatch(line -> line.contains("\"cirun\":\"" + page));
  }

  @Test
  @FaultRow("C05")
  void fullDisk_isWarningOnly() throws IOException {
    PublisherFixture fixture = new PublisherFixture(folder);
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));

    PublishReport report =
        fixture
            .builder()
            .onEvent(AuditSinks.jsonLines(full))
            .build()
            .publish(fixture.files("a.whl"));

    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning ->
            assertThat(warning.found().orElseThrow()).contains("threw UncheckedIOException"));
  }

  @Test
  void serviceLoadedSink_isUsedAndBrokenOneWarns() throws IOException {
    PublisherFixture fixture = new PublisherFixture(folder);
    List<AuditEntry> found = Collections.synchronizedList(new ArrayList<>());
    SinkOfAJar.entries.set(found);
    PublishReport report;
    try (TrustedPublisher publisher =
        fixture
            .builder()
            .discoverWith(loaderWith(SinkOfAJar.class, BrokenSinkOfAJar.class))
            .build()) {
      report = publisher.publish(fixture.files("a.whl"));
      publisher.publish(fixture.files("b.whl"));
    }

    assertThat(found).hasSize(fixture.trail.size());
    assertThat(SinkOfAJar.opened.getAndSet(0)).isEqualTo(1);
    assertThat(SinkOfAJar.closed.getAndSet(0)).isEqualTo(1);
    assertThat(report.isComplete()).isTrue();
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.what()).isEqualTo("The audit sink 'broken' could not be opened.");
          assertThat(warning.found().orElseThrow())
              .contains("BrokenSinkOfAJar", "threw IllegalStateException");
        });
  }

  /** Offers classes of this test as a jar would: only the list of services is made up. */
  private ClassLoader loaderWith(Class<?>... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve("jar/META-INF/services"));
    Files.write(
        services.resolve(AuditSinkProvider.class.getName()),
        Stream.of(providers).map(Class::getName).toList());
    URL[] jar = {folder.resolve("jar").toUri().toURL()};
    return new URLClassLoader(jar, getClass().getClassLoader()) {
      @Override
      public Enumeration<URL> getResources(String name) throws IOException {
        return name.startsWith("META-INF/services")
            ? findResources(name)
            : super.getResources(name);
      }
    };
  }

  /** Found by ServiceLoader. */
  public static final class SinkOfAJar implements AuditSinkProvider {
    static final AtomicReference<List<AuditEntry>> entries = new AtomicReference<>(List.of());
    static final AtomicInteger opened = new AtomicInteger();
    static final AtomicInteger closed = new AtomicInteger();

    @Override
    public String id() {
      return "of-a-jar";
    }

    @Override
    public Optional<AuditSink> open(CiEnvironment environment) {
      opened.incrementAndGet();
      List<AuditEntry> found = entries.get();
      return Optional.of(
          new AuditSink() {
            @Override
            public void accept(AuditEntry entry) {
              found.add(entry);
            }

            @Override
            public void close() {
              closed.incrementAndGet();
            }
          });
    }
  }

  /** Found by ServiceLoader, and good for nothing. */
  public static final class BrokenSinkOfAJar implements AuditSinkProvider {
    @Override
    public String id() {
      return "broken";
    }

    @Override
    public Optional<AuditSink> open(CiEnvironment environment) {
      throw new IllegalStateException("no collector");
    }
  }

  @Test
  void jsonLines_unwritableFile_throws() {
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
  void slf4jSink_logsTypeAndKeyValuePairs() throws IOException {
    PublisherFixture fixture = new PublisherFixture(folder);
    List<String> messages =
        logged(() ->
            fixture.builder().onEvent(AuditSinks.slf4j()).build().publish(fixture.files("a.whl")));

    assertThat(messages)
        .hasSize(9)
        .first()
        .asString()
        .contains("run.started", "sequence=1", "duration_ms=0", "target=fake");
    assertThat(messages.get(6)).contains("artifact.published", "stage=publish", "size=16");
  }

  private interface Action {
    void run() throws IOException;
  }

  private static List<String> logged(Action action) throws IOException {
    List<String> messages = Collections.synchronizedList(new ArrayList<>());
    Logger logger = Logger.getLogger("dev.trustedpublishing.audit");
    Handler handler = new RecordingHandler(messages);
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      action.run();
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    return messages;
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
