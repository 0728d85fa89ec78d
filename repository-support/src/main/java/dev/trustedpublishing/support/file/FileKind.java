package dev.trustedpublishing.support.file;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The type of a file by its first bytes, independent of its name. */
public enum FileKind {
  /** Includes wheels, eggs and jars. */
  ZIP("a ZIP archive", 0, "PK\3\4"),
  /** A ZIP archive without members starts with its end. */
  EMPTY_ZIP("an empty ZIP archive", 0, "PK\5\6"),
  /** Includes tar archives in gzip. */
  GZIP("gzip data", 0, "\u001f\u008b"),
  /** Tar archives that are not compressed. */
  TAR("an uncompressed tar archive", 257, "ustar"),
  /** xz. */
  XZ("xz data", 0, "\u00fd7zXZ\0"),
  /** bzip2. */
  BZIP2("bzip2 data", 0, "BZh"),
  /** Zstandard. */
  ZSTD("Zstandard data", 0, "(\u00b5/\u00fd"),
  /** 7z. */
  SEVEN_ZIP("a 7z archive", 0, "7z\u00bc\u00af"),
  /** A web page that was saved instead of the file. */
  HTML("an HTML page", 0, "<!DOCTYPE"),
  /** An empty file. */
  EMPTY("an empty file", 0, ""),
  /** Anything else. */
  UNKNOWN("of an unknown kind", 0, "");

  private static final int LOOKED_AT = 512;

  private final String shown;
  private final int offset;

  /** Its bytes as characters. */
  private final String signature;

  FileKind(String shown, int offset, String signature) {
    this.shown = shown;
    this.offset = offset;
    this.signature = signature;
  }

  /**
   * Detects the type of a file.
   *
   * @param content the content, which is left as it was
   * @return what it is
   * @throws IOException if it can't be read
   */
  public static FileKind of(BufferedInputStream content) throws IOException {
    content.mark(LOOKED_AT);
    String start = new String(content.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
    content.reset();
    if (start.isEmpty()) {
      return EMPTY;
    }
    return Arrays.stream(values())
        .filter(kind -> !kind.signature.isEmpty() && start.startsWith(kind.signature, kind.offset))
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** Returns its name in messages. */
  @Override
  public String toString() {
    return shown;
  }
}
