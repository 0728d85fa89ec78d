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
  void read_withinLimit_returnsAllBytes() throws IOException {
    try (MeteredStream stream = zeros(100, 100)) {
      assertThat(stream.readAllBytes()).hasSize(100);
    }
  }

  @Test
  void read_beyondLimit_throws() throws IOException {
    try (MeteredStream stream = zeros(101, 100)) {
      assertThatThrownBy(() -> stream.transferTo(OutputStream.nullOutputStream()))
          .hasMessage("it unpacks to more than 100 bytes");
    }
  }

  @Test
  void skip_beyondBudget_throws() throws IOException {
    try (MeteredStream stream = zeros(100, 1000)) {
      stream.allow(10);
      assertThatThrownBy(() -> stream.skipNBytes(50))
          .hasMessage("the header of a member is too long");
    }
  }

  @Test
  void read_singleBytes_areCounted() throws IOException {
    try (MeteredStream stream =
        new MeteredStream(new ByteArrayInputStream(new byte[] {(byte) 0x80, 1}), 2)) {
      assertThat(stream.read()).isEqualTo(0x80);
      assertThat(stream.read()).isEqualTo(1);
      assertThat(stream.read()).isEqualTo(-1);
    }
  }

  @Test
  void skip_returnsNumberOfAvailableBytes() throws IOException {
    try (MeteredStream stream = zeros(9000, 9000)) {
      assertThat(stream.skip(10)).isEqualTo(10);
      assertThat(stream.skip(10_000)).isEqualTo(8192);
      assertThat(stream.skip(10_000)).isEqualTo(798);
      assertThat(stream.skip(10_000)).isZero();
      assertThat(stream.markSupported()).as("bytes that are read twice are counted once").isFalse();
    }
  }

  @Test
  void allow_startsNewBudgetAtCurrentPosition() throws IOException {
    try (MeteredStream stream = zeros(100, 1000)) {
      stream.allow(10);
      assertThat(stream.readNBytes(10)).hasSize(10);
      stream.allow(5);
      assertThat(stream.readNBytes(5)).hasSize(5);
      assertThatThrownBy(stream::read).hasMessageContaining("the header of a member is too long");
    }
  }
}
