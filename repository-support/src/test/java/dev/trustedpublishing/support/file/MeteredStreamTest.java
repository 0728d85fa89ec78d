package dev.trustedpublishing.support.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

/** The brake for bombs (fault-matrix.md S02). */
class MeteredStreamTest {
  private static MeteredStream zeros(int count, long limit) {
    return new MeteredStream(new ByteArrayInputStream(new byte[count]), limit);
  }

  @Test
  void gives_everything_within_the_limit() throws IOException {
    try (MeteredStream stream = zeros(100, 100)) {
      assertThat(stream.readAllBytes()).hasSize(100);
    }
  }

  @Test
  void stops_behind_the_limit() throws IOException {
    try (MeteredStream stream = zeros(101, 100)) {
      assertThatThrownBy(() -> stream.transferTo(OutputStream.nullOutputStream()))
          .hasMessage("it unpacks to more than 100 bytes");
    }
  }

  @Test
  void stops_behind_a_budget_also_when_skipping() throws IOException {
    try (MeteredStream stream = zeros(100, 1000)) {
      stream.allow(10);
      assertThatThrownBy(() -> stream.skipNBytes(50))
          .hasMessage("a header of a member is longer than anything real");
    }
  }

  @Test
  void counts_bytes_that_are_read_one_by_one() throws IOException {
    try (MeteredStream stream =
        new MeteredStream(new ByteArrayInputStream(new byte[] {(byte) 0x80, 1}), 2)) {
      assertThat(stream.read()).isEqualTo(0x80);
      assertThat(stream.read()).isEqualTo(1);
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  @Test
  void skips_what_there_is_and_no_more() throws IOException {
    try (MeteredStream stream = zeros(9000, 9000)) {
      assertThat(stream.skip(10)).isEqualTo(10);
      assertThat(stream.skip(10_000)).isEqualTo(8192);
      assertThat(stream.skip(10_000)).isEqualTo(798);
      assertThat(stream.skip(10_000)).isZero();
      assertThat(stream.markSupported()).as("bytes that are read twice are counted once").isFalse();
    }
  }

  @Test
  void a_new_budget_begins_where_the_last_one_ended() throws IOException {
    try (MeteredStream stream = zeros(100, 1000)) {
      stream.allow(10);
      assertThat(stream.readNBytes(10)).hasSize(10);
      stream.allow(5);
      assertThat(stream.readNBytes(5)).hasSize(5);
      assertThatThrownBy(stream::read).hasMessageContaining("longer than anything real");
    }
  }
}
