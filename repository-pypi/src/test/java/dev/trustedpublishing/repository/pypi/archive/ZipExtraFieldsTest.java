package dev.trustedpublishing.repository.pypi.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in the extra fields of a ZIP header; two readers must not see two things (W04). */
class ZipExtraFieldsTest {
  private static final int ZIP64 = 0x0001;
  private static final int UNICODE_PATH = 0x7075;
  private static final int TIMES = 0x5455;
  private static final long ELSEWHERE = 0xffff_ffffL;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "'', true",
    "01, false",
    "555400, false",
    "55540000, true",
    "5554010000, true",
    "55540100, false",
    "5554020000, false",
    "5554000001, false",
  })
  void parse_acceptsOnlyCompleteFields(String hex, boolean readable) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(ZipExtraFields.parse(bytes).isPresent()).isEqualTo(readable);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"0x0001, false", "0x7075, false", "0x5455, true"})
  void parse_repeatedRelevantField_isRejected(int id, boolean readable) {
    byte[] field = field(id, new byte[0]);

    assertThat(ZipExtraFields.parse(join(field, field)).isPresent()).isEqualTo(readable);
    assertThat(ZipExtraFields.parse(join(field, field(0x9999, field)))).isPresent();
  }

  @Test
  void unicodePath_isReadAfterItsChecksum() {
    byte[] name = "\u00fc.py".getBytes(StandardCharsets.UTF_8);

    assertThat(fields(field(UNICODE_PATH, join(new byte[5], name))).unicodePath())
        .contains("\u00fc.py");
    assertThat(fields(field(UNICODE_PATH, new byte[5])).unicodePath()).contains("");
    assertThat(fields(field(UNICODE_PATH, new byte[4])).unicodePath()).contains("");
    assertThat(fields(field(TIMES, new byte[5])).unicodePath()).isEmpty();
  }

  @ParameterizedTest(name = "ZIP64 {0}, {1} and {2}: {3}")
  @CsvSource({
    "none, 5, 4, 5 4",
    "none, ffffffff, 4, contradiction",
    "none, 5, ffffffff, contradiction",
    "'', 5, 4, 5 4",
    "'', ffffffff, 4, contradiction",
    "7, 5, 4, contradiction",
    "7, 7, 4, contradiction",
    "7 6, ffffffff, ffffffff, 7 6",
    "7 6, 7, ffffffff, 7 6",
    "7 6, ffffffff, 6, 7 6",
    "7 6, 7, 6, 7 6",
    "7 6, 8, 6, contradiction",
    "7 6, 7, 8, contradiction",
    "0 0, 0, 0, 0 0",
    "0 0, ffffffff, ffffffff, 0 0",
    "-1 6, ffffffff, ffffffff, contradiction",
    "7 -1, ffffffff, ffffffff, contradiction",
    "7 6 5, ffffffff, ffffffff, 7 6",
  })
  void localSizes_combineHeaderAndZip64Field(
      String wide, String size, String packed, String meant) {
    assertThat(shown(zip64(wide).localSizes(value(size), value(packed)))).isEqualTo(meant);
  }

  @ParameterizedTest(name = "ZIP64 {0}, {1}: {2}")
  @CsvSource({
    "none, 5 4 3, 5 4 3",
    "none, ffffffff 4 3, contradiction",
    "'', 5 4 ffffffff, contradiction",
    "7, ffffffff 4 3, 7 4 3",
    "7, 5 ffffffff 3, 5 7 3",
    "7, 5 4 ffffffff, 5 4 7",
    "7 6, ffffffff 4 ffffffff, 7 4 6",
    "7 6 8, ffffffff ffffffff ffffffff, 7 6 8",
    "7 6, ffffffff ffffffff ffffffff, contradiction",
    "7, ffffffff ffffffff 3, contradiction",
    "0, ffffffff 4 3, 0 4 3",
    "-1, ffffffff 4 3, contradiction",
    "7 -1, ffffffff ffffffff 3, contradiction",
    "7, 5 4 3, 5 4 3",
  })
  void centralValues_combineHeaderAndZip64Field(String wide, String narrow, String meant) {
    long[] values =
        Arrays.stream(narrow.split(" ", -1)).mapToLong(ZipExtraFieldsTest::value).toArray();

    assertThat(shown(zip64(wide).centralValues(values))).isEqualTo(meant);
  }

  private static long value(String text) {
    return text.equals("ffffffff") ? ELSEWHERE : Long.parseLong(text);
  }

  private static String shown(Optional<long[]> values) {
    return values
        .map(all -> String.join(" ", LongStream.of(all).mapToObj(String::valueOf).toList()))
        .orElse("contradiction");
  }

  private static ZipExtraFields zip64(String values) {
    if (values.equals("none")) {
      return fields(new byte[0]);
    }
    long[] wide =
        Arrays.stream(values.split(" ", -1))
            .filter(v -> !v.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    ByteBuffer content =
        ByteBuffer.allocate(wide.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    LongStream.of(wide).forEach(content::putLong);
    return fields(field(ZIP64, content.array()));
  }

  private static ZipExtraFields fields(byte[] bytes) {
    return ZipExtraFields.parse(bytes).orElseThrow();
  }

  private static byte[] field(int id, byte[] content) {
    ByteBuffer head = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    head.putShort((short) id).putShort((short) content.length);
    return join(head.array(), content);
  }

  private static byte[] join(byte[] one, byte[] other) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(one);
    all.writeBytes(other);
    return all.toByteArray();
  }
}
