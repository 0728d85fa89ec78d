package dev.trustedpublishing.testkit.registry.npm.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An attachment of a publish document. Immutable. */
public sealed interface Attachment {

  /**
   * Returns its name in the document.
   *
   * @return the name
   */
  String name();

  /**
   * Returns its {@code content_type}.
   *
   * @return the type, or null if there is none
   */
  @Nullable String contentType();

  /**
   * Returns its {@code length} as the document states it.
   *
   * @return the length, or null if there is none
   */
  @Nullable Long length();

  /**
   * An attachment whose data is base64, decoded into a file while it was read.
   *
   * @param name its name in the document
   * @param contentType its {@code content_type}, or null if there is none
   * @param length its {@code length} as the document states it, or null if there is none
   * @param file the file with the decoded data
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

  /**
   * An attachment whose data is text.
   *
   * @param name its name in the document
   * @param contentType its {@code content_type}, or null if there is none
   * @param length its {@code length} as the document states it, or null if there is none
   * @param data the text
   */
  record Text(String name, @Nullable String contentType, @Nullable Long length, String data)
      implements Attachment {}
}
