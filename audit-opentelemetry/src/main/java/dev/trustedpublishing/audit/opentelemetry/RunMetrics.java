package dev.trustedpublishing.audit.opentelemetry;

import dev.trustedpublishing.audit.AuditEvent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;

/** Counts and measures over all runs; no name of a file or of a run becomes an attribute. */
final class RunMetrics {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final AttributeKey<String> RESULT =
      AttributeKey.stringKey("trusted_publishing.result");
  private static final AttributeKey<String> STAGE =
      AttributeKey.stringKey("trusted_publishing.stage");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private final LongCounter runs;
  private final DoubleHistogram runTime;
  private final LongCounter artifacts;
  private final DoubleHistogram artifactTime;
  private final LongCounter bytes;
  private final LongCounter failedAttempts;
  private final LongCounter retries;

  RunMetrics(Meter meter) {
    this.runs = counter(meter, "runs", "{run}", "Finished runs, by result.");
    this.runTime = seconds(meter, "run.duration", "Duration of a run.");
    this.artifacts = counter(meter, "artifacts", "{artifact}", "Artifacts, by final state.");
    this.artifactTime =
        seconds(meter, "artifact.duration", "Duration of an artifact, including all attempts.");
    this.bytes = counter(meter, "artifact.bytes", "By", "Bytes accepted by a registry.");
    this.failedAttempts =
        counter(meter, "attempts.failed", "{attempt}", "Failed attempts, by stage and code.");
    this.retries = counter(meter, "retries", "{attempt}", "Retries, by stage.");
  }

  void accept(AuditEvent event) {
    if (event instanceof AuditEvent.ArtifactPublished file) {
      bytes.add(file.size());
      artifact("published", file.duration());
    } else if (event instanceof AuditEvent.ArtifactAlreadyThere file) {
      artifact("already-there", file.duration());
    } else if (event instanceof AuditEvent.ArtifactFailed file) {
      artifact(file.state(), file.duration());
    } else if (event instanceof AuditEvent.AttemptFailed failed) {
      String stage = failed.failedStage().toString();
      failedAttempts.add(1, Attributes.of(STAGE, stage, ERROR, failed.code()));
      failed.nextDelay().ifPresent(delay -> retries.add(1, Attributes.of(STAGE, stage)));
    } else if (event instanceof AuditEvent.RunFinished finished) {
      Attributes result = Attributes.of(RESULT, finished.result());
      runs.add(1, result);
      runTime.record(inSeconds(finished.duration()), result);
    }
  }

  private void artifact(String state, Duration duration) {
    Attributes result = Attributes.of(RESULT, state);
    artifacts.add(1, result);
    artifactTime.record(inSeconds(duration), result);
  }

  private static LongCounter counter(Meter meter, String name, String unit, String what) {
    return meter
        .counterBuilder("trusted_publishing." + name)
        .setUnit(unit)
        .setDescription(what)
        .build();
  }

  private static DoubleHistogram seconds(Meter meter, String name, String what) {
    return meter
        .histogramBuilder("trusted_publishing." + name)
        .setUnit("s")
        .setDescription(what)
        .build();
  }

  private static double inSeconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }
}
