package dev.trustedpublishing.core.upload;

import static dev.trustedpublishing.core.PublisherFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limit after published files and rejections; ConcurrencyTest has it in a whole run. */
class UploadConcurrencyTest {
  private static final int SMALL = 20 * 1024;

  @ParameterizedTest(name = "{0} files of {1} bytes in {2} ms: {3}")
  @CsvSource({
    "3, 20480, 50, 4",
    "4, 20480, 50, 5",
    "8, 20480, 50, 5",
    "9, 20480, 50, 6",
    "22, 20480, 50, 8",
    "1000, 20480, 5000, 8",
    "1000, 20480, 49, 4",
    "1000, 1048575, 50, 8",
    "1000, 1048576, 5000, 4",
  })
  void limit_growsWithRoundsOfSlowSmallFiles(int files, long size, int millis, int limit) {
    UploadConcurrency concurrency = UploadConcurrency.of(OptionalInt.empty());

    publish(concurrency, files, size, millis);

    assertThat(concurrency.limit()).isEqualTo(limit);
    assertThat(concurrency.most()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({"1", "4", "64"})
  void fixedLimit_doesNotGrow(int chosen) {
    UploadConcurrency concurrency = UploadConcurrency.of(OptionalInt.of(chosen));

    publish(concurrency, 1_000, SMALL, 1_000);

    assertThat(concurrency.limit()).isEqualTo(chosen);
  }

  @ParameterizedTest(name = "HTTP {0}, {1} files before, fixed {2}: {3}, then {4}")
  @CsvSource({
    "429, 0, , 2, 1",
    "429, 22, , 4, 2",
    "503, 22, , 4, 2",
    "500, 22, , 8, 8",
    "429, 0, 6, 1, 1",
    "503, 0, 6, 6, 6",
  })
  @FaultRow("U11")
  void rejectionForOverload_reducesLimit(
      int status, int before, Integer fixed, int once, int twice) {
    UploadConcurrency concurrency =
        UploadConcurrency.of(fixed == null ? OptionalInt.empty() : OptionalInt.of(fixed));
    publish(concurrency, before, SMALL, 1_000);

    reject(concurrency, status);
    // It does not grow again.
    publish(concurrency, status == 500 ? 0 : 1_000, SMALL, 1_000);
    assertThat(concurrency.limit()).isEqualTo(once);

    reject(concurrency, status);
    assertThat(concurrency.limit()).isEqualTo(twice);
  }

  private static void publish(UploadConcurrency concurrency, int files, long size, int millis) {
    for (int i = 0; i < files; i++) {
      concurrency.published(size, Duration.ofMillis(millis));
    }
  }

  private static void reject(UploadConcurrency concurrency, int status) {
    ErrorCode code =
        status == 429 ? ErrorCode.TEMPORARY_RATE_LIMITED : ErrorCode.TEMPORARY_REGISTRY_ERROR;
    assertThatThrownBy(() ->
            concurrency.keep(() -> {
              throw refusal(Stage.PUBLISH, code, status).build();
            }))
        .isInstanceOf(TrustedPublishingException.class);
  }
}
