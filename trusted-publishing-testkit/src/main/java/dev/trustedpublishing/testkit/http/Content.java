package dev.trustedpublishing.testkit.http;

import java.nio.file.Path;

/** The body of a response. Immutable. */
public sealed interface Content {

  /**
   * A body in memory, sent in UTF-8.
   *
   * @param text the body
   */
  record Text(String text) implements Content {}

  /**
   * A body streamed from disk, so that memory does not grow with its size.
   *
   * @param path the file
   */
  public record File(Path path) implements Content {}
}
