package dev.trustedpublishing.repository.pypi;

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
}
