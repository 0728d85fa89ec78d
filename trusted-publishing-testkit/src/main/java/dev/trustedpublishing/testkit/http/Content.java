package dev.trustedpublishing.testkit.http;

import java.nio.file.Path;
import java.util.Arrays;

/** The body of an answer. */
public sealed interface Content {

  /**
   * A body in memory.
   *
   * @param bytes the body; never changed after it was handed over
   */
  record Bytes(byte[] bytes) implements Content {
    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return bytes.length + " bytes";
    }
  }

  /**
   * A body streamed from disk, so that memory does not grow with its size.
   *
   * @param path the file
   */
  record File(Path path) implements Content {}
}
