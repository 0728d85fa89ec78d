package dev.trustedpublishing.core.http;

import java.time.Duration;

/** Figures as people read them. */
final class Durations {
  private Durations() {}

  /** Such as {@code 15 min}, {@code 30 s} or {@code 200 ms}. */
  static String of(Duration duration) {
    if (duration.toMinutes() > 0 && duration.toSecondsPart() == 0) {
      return duration.toMinutes() + " min";
    }
    return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }
}
