package dev.trustedpublishing.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers look as {@link java.util.Formatter} writes them in the root locale. */
class FiguresTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 7, 999, 1_000, 21_570, 999_999, 1_000_000, Long.MAX_VALUE, -1, -1_000})
  void grouped_isAsFormatterWrites(long number) {
    assertThat(Figures.grouped(number)).isEqualTo(String.format(Locale.ROOT, "%,d", number));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1024, 0.0",
    "1024, 1024, 1.0",
    "1075, 1024, 1.0",
    "1076, 1024, 1.1",
    "705946, 1024, 689.4",
    "1048575, 1024, 1024.0",
    "16567500, 1048576, 15.8"
  })
  void tenths_areRounded(long number, long divisor, String expected) {
    assertThat(Figures.tenths(number, divisor)).isEqualTo(expected);
    assertThat(String.format(Locale.ROOT, "%.1f", (double) number / divisor)).isEqualTo(expected);
  }
}
