package dev.trustedpublishing.audit.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.registry.pypi.Endpoint;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real runs against the sandbox, seen through the SDK's exporters. */
@Timeout(60)
class OpenTelemetrySinkTest {
  private static final String WHEEL = "trusted_publishing_sample-1.0.0-py3-none-any.whl";
  private static final String SDIST = "trusted_publishing_sample-1.0.0.tar.gz";

  @TempDir private Path folder;
  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exported))
                  .build())
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
          .build();
  private final List<String> commands = new ArrayList<>();
  private Sandbox sandbox;
  private List<Path> files;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().start();
    files = SampleDistribution.HATCHLING.copyTo(folder);
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
    sdk.close();
  }

  @Test
  void run_createsSpanForEachStageAndFile() throws IOException {
    publish();

    Map<String, SpanData> spans = spans();
    assertThat(spans)
        .containsOnlyKeys(
            "trusted publishing",
            "plan",
            "obtain",
            "exchange",
            "publish",
            "revoke",
            "publish " + WHEEL,
            "publish " + SDIST);
    SpanData run = spans.get("trusted publishing");
    for (String stage : List.of("plan", "obtain", "exchange", "publish", "revoke")) {
      assertThat(spans.get(stage).getParentSpanId()).as(stage).isEqualTo(run.getSpanId());
    }
    for (String file : List.of(WHEEL, SDIST)) {
      assertThat(spans.get("publish " + file).getParentSpanId())
          .isEqualTo(spans.get("publish").getSpanId());
      assertThat(events(spans.get("publish " + file)))
          .containsExactly("artifact.started", "artifact.published");
    }
    assertThat(spans.values()).extracting(SpanData::getTraceId).containsOnly(run.getTraceId());
    assertThat(events(run)).containsExactly("run.started", "run.finished");
    assertThat(events(spans.get("obtain"))).containsOnly("provider.detected", "identity.obtained");
    assertThat(events(spans.get("exchange"))).containsExactly("token.exchanged");
    assertThat(attribute(run, "trusted_publishing.result")).isEqualTo("published");
    assertThat(attribute(run, "cicd.pipeline.run.url.full"))
        .startsWith("https://github.com/octo-org/sampleproject/actions/runs/");
  }

  @Test
  void stageSpans_areSequentialWithinTheRunSpan() throws IOException {
    publish();

    Map<String, SpanData> spans = spans();
    SpanData run = spans.get("trusted publishing");
    long time = run.getStartEpochNanos();
    for (String stage : List.of("plan", "obtain", "exchange", "publish", "revoke")) {
      SpanData span = spans.get(stage);
      assertThat(span.getStartEpochNanos()).as(stage).isGreaterThanOrEqualTo(time);
      assertThat(span.getEndEpochNanos())
          .as(stage)
          .isGreaterThanOrEqualTo(span.getStartEpochNanos());
      time = span.getEndEpochNanos();
    }
    assertThat(run.getEndEpochNanos()).isGreaterThanOrEqualTo(time);
  }

  @Test
  void metrics_recordBytesDurationsAndOutcomes() throws IOException {
    publish();

    assertThat(sum("trusted_publishing.artifact.bytes")).isEqualTo(1_718 + 1_217);
    assertThat(sum("trusted_publishing.artifacts")).isEqualTo(2);
    assertThat(sum("trusted_publishing.runs")).isEqualTo(1);
    assertThat(metric("trusted_publishing.run.duration").getHistogramData().getPoints())
        .singleElement()
        .satisfies(point -> {
          assertThat(point.getSum()).isPositive();
          assertThat(point.getAttributes().get(AttributeKey.stringKey("trusted_publishing.result")))
              .isEqualTo("published");
        });
  }

  @Test
  void retry_isRecordedAsSpanEventAndCounted() throws IOException {
    sandbox
        .pypi()
        .script(
            Endpoint.UPLOAD,
            Fault.answer(503, "text/plain", "busy").withHeader("Retry-After", "0"));

    publish();

    assertThat(events(spans().get("publish " + WHEEL)))
        .containsExactly("artifact.started", "attempt.failed", "artifact.published");
    assertThat(sum("trusted_publishing.retries")).isEqualTo(1);
    assertThat(sum("trusted_publishing.attempts.failed")).isEqualTo(1);
  }

  @Test
  void failure_setsErrorStatusOnFileAndRunSpans() {
    sandbox.pypi().script(Endpoint.UPLOAD, Fault.answer(400, "text/plain", "400 Not this one."));

    catchThrowableOfType(PublishFailedException.class, this::publish);

    Map<String, SpanData> spans = spans();
    StatusData error =
        StatusData.create(io.opentelemetry.api.trace.StatusCode.ERROR, "publish.rejected");
    assertThat(spans.get("publish " + WHEEL).getStatus()).isEqualTo(error);
    assertThat(spans.get("trusted publishing").getStatus()).isEqualTo(error);
    assertThat(attribute(spans.get("trusted publishing"), "trusted_publishing.result"))
        .isEqualTo("failed");
  }

  @Test
  void runSpan_isChildOfSpanCurrentAtSinkCreation() throws IOException {
    Span build = sdk.getTracer("build tool").spanBuilder("release").startSpan();
    try (Scope scope = build.makeCurrent()) {
      assertThat(scope).isNotNull();
      publish();
    }
    build.end();

    assertThat(spans().get("trusted publishing").getParentSpanId())
        .isEqualTo(build.getSpanContext().getSpanId());
  }

  @Test
  void unfinishedRun_isEndedWhenSinkCloses() {
    OpenTelemetrySink sink = OpenTelemetrySink.create(sdk);
    Instant time = Instant.parse("2026-11-23T12:00:00Z");
    sink.accept(
        new AuditEntry(
            "run", 1, time, Optional.empty(), new AuditEvent.RunStarted("pypi", "pypi", "o", 1)));
    sink.accept(
        new AuditEntry(
            "run",
            2,
            time.plusSeconds(1),
            Optional.empty(),
            new AuditEvent.ArtifactStarted("a.whl", "0", 1)));

    sink.close();

    assertThat(spans()).containsOnlyKeys("trusted publishing", "publish", "publish a.whl");
  }

  @Test
  @FaultRow("I7")
  void spansAndMetrics_containNoToken() throws IOException {
    publish();

    String everything = exported.getFinishedSpanItems() + " " + metrics.collectAllMetrics();
    assertThat(commands).hasSize(3);
    for (String command : commands) {
      for (String part : command.substring("::add-mask::".length()).split("\\.", -1)) {
        assertThat(everything).doesNotContain(part);
      }
    }
    assertThat(sandbox.pypi().mintedTokens())
        .extracting(MintedToken::value)
        .allSatisfy(token -> assertThat(everything).doesNotContain(token.substring(20, 40)));
  }

  private void publish() throws IOException {
    Map<String, String> environment = new HashMap<>(sandbox.environment());
    environment.put("GITHUB_SERVER_URL", "https://github.com");
    environment.put("GITHUB_REPOSITORY", "octo-org/sampleproject");
    environment.put("GITHUB_RUN_ID", "4711");
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .repository(sandbox.uploadUrl().toString())
            .environment(environment)
            .concurrency(1)
            .workflowCommands(commands::add)
            .onEvent(OpenTelemetrySink.create(sdk))
            .build()) {
      publisher.publish(files);
    }
  }

  private Map<String, SpanData> spans() {
    return exported.getFinishedSpanItems().stream()
        .filter(span -> !span.getName().equals("release"))
        .collect(Collectors.toMap(SpanData::getName, span -> span));
  }

  private static List<String> events(SpanData span) {
    return span.getEvents().stream().map(EventData::getName).toList();
  }

  private static String attribute(SpanData span, String name) {
    return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
  }

  private long sum(String name) {
    return metric(name).getLongSumData().getPoints().stream()
        .mapToLong(point -> point.getValue())
        .sum();
  }

  private MetricData metric(String name) {
    return metrics.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
