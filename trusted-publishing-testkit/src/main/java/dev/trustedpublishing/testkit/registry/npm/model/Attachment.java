package dev.trustedpublishing.testkit.registry.npm.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An attachment of a publish document. */
public sealed interface Attachment {

  /** Its name in the document. */
  String name();

  /** Its {@code content_type}, or null if there is none. */
  @Nullable String contentType();

  /** Its {@code length}, or null if there is none. */
  @Nullable Long length();

  /**
   * One whose data is base64, decoded into a file while it was read.
   *
   * @param size the bytes in the file
   * @param integrity {@code sha512-} and the base64 of their SHA-512
   * @param sha512 their SHA-512 in hex
   * @param shasum their SHA-1 in hex
   */
  record Binary(
      String name,
      @Nullable String contentType,
      @Nullable Long length,
      Path file,
      long size,
      String integrity,
      String sha512,
      String shasum)
      implements Attachment {}

  /** One whose data is text. */
  record Text(String name, @Nullable String contentType, @Nullable Long length, String data)
      implements Attachment {}
}
