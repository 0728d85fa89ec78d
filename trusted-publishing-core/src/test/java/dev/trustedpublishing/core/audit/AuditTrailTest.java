package dev.trustedpublishing.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.audit.AuditEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
  private final List<AuditEvent> events = Collections.synchronizedList(new ArrayList<>());

  @Test
  void warningsOfOneKind_areRecordedTwentyTimesAndThenCounted() {
    AuditTrail trail =
        new AuditTrail(
            "run",
            Clock.systemUTC(),
            System::nanoTime,
            Optional.empty(),
            Duration.ofSeconds(5),
            List.of(entry -> events.add(entry.event())));
    for (int i = 1; i <= 1_000; i++) {
      trail.record(warning(ErrorCode.PUBLISH_INVALID_METADATA, "Line " + i + "."));
    }
    trail.record(warning(ErrorCode.PUBLISH_INVALID_METADATA, "Other."));
    trail.record(
        new AuditEvent.RunFinished(
            "failed", Optional.empty(), Optional.empty(), 0, 0, Duration.ZERO));
    trail.close();

    assertThat(trail.warnings()).hasSize(22);
    assertThat(trail.warnings().get(19).what()).isEqualTo("Line 20.");
    assertThat(trail.warnings().get(20).what()).isEqualTo("Other.");
    assertThat(trail.warnings().get(21).what()).isEqualTo("980 more of this kind: Line N.");
    assertThat(events).hasSize(23);
    assertThat(events.get(22)).isInstanceOf(AuditEvent.RunFinished.class);
  }

  private static AuditEvent warning(ErrorCode code, String what) {
    return new AuditEvent.Warned(Problem.of(code, what).remedy("Fix it."));
  }
}
