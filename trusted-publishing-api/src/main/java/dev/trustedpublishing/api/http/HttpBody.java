package dev.trustedpublishing.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The body of a request. Large content is streamed from its source and opened again for each
 * attempt; its length is always known before the first byte is sent. Immutable; several threads may
 * send it at once.
 */
public sealed interface HttpBody {

  /** A short body in memory. */
  final class Bytes implements HttpBody {
    private final String contentType;
    private final byte[] content;

    private Bytes(String contentType, byte[] content) {
      this.contentType = contentType;
      this.content = content;
    }

    /**
     * Returns the media type.
     *
     * @return such as {@code application/json}
     */
    public String contentType() {
      return contentType;
    }

    /**
     * Returns the content.
     *
     * @return the bytes; not copied, do not modify them
     */
    public byte[] content() {
      return content;
    }

    /** Returns the type and length, not the content: it may contain a secret. */
    @Override
    public String toString() {
      return "Bytes[" + contentType + ", " + content.length + " bytes]";
    }
  }

  /**
   * A body that is streamed.
   *
   * @param contentType the media type
   * @param length the exact number of bytes of the source
   * @param source the source of the bytes
   */
  record Stream(String contentType, long length, Source source) implements HttpBody {}

  /**
   * A form as in RFC 7578, with files.
   *
   * @param fields the text fields in order; a name may occur several times
   * @param files the files, sent after the fields
   */
  record Form(List<Field> fields, List<FilePart> files) implements HttpBody {
    /** Copies the lists. */
    public Form {
      fields = List.copyOf(fields);
      files = List.copyOf(files);
    }
  }

  /**
   * One text field of a form.
   *
   * @param name the field's name, without control characters
   * @param value the value, sent as UTF-8
   */
  record Field(String name, String value) {
    /** Checks the name. */
    public Field {
      requirePrintable(name);
    }
  }

  /**
   * One file of a form.
   *
   * @param name the field's name, without control characters
   * @param filename the file's name, without control characters, quotes and slashes
   * @param length the exact number of bytes of the source
   * @param source the source of the bytes
   */
  record FilePart(String name, String filename, long length, Source source) {
    /** Checks the names, which must never be able to add a header. */
    public FilePart {
      requirePrintable(name);
      requirePrintable(filename);
    }
  }

  /** The source of the bytes of a body. */
  @FunctionalInterface
  interface Source {
    /**
     * Opens the content at its start; called once per attempt.
     *
     * @return a stream that the transport closes
     * @throws IOException if it can't be opened
     */
    InputStream open() throws IOException;
  }

  /**
   * Creates a JSON body.
   *
   * @param json the JSON text as UTF-8
   * @return the body
   */
  static HttpBody json(byte[] json) {
    return new Bytes("application/json", json);
  }

  /**
   * Creates a body of plain text.
   *
   * @param text the text
   * @return the body, as UTF-8
   */
  static HttpBody text(String text) {
    return new Bytes("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void requirePrintable(String name) {
    boolean bad =
        name.isBlank() || name.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '"' || c == '\\');
    if (bad) {
      throw new IllegalArgumentException(
          "The name of a form field must not be blank or contain control characters, quotes, or"
              + " backslashes.");
    }
  }
}
