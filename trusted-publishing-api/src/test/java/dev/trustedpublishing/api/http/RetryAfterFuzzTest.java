package dev.trustedpublishing.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What servers write into {@code Retry-After}. */
class RetryAfterFuzzTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final HttpRequest CALL =
      HttpRequest.get(URI.create("https://index.example/"), "ask");

  @FuzzTest
  void retryAfter_anyValue_isShortAndMatchesItsDateForm(byte[] input) {
    retryAfter(new String(input, StandardCharsets.UTF_8))
        .ifPresent(delay -> {
          assertThat(delay).isBetween(Duration.ZERO, HttpResponse.MAX_RETRY_AFTER);
          String date =
              DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.plus(delay).atZone(ZoneOffset.UTC));
          assertThat(retryAfter(date)).contains(delay);
          assertThat(retryAfter(String.valueOf(delay.toSeconds()))).contains(delay);
        });
  }

  private static Optional<Duration> retryAfter(String value) {
    return HttpResponse.of(CALL, 503, "", Map.of("Retry-After", List.of(value)), new byte[0])
        .retryAfter(NOW);
  }
}
