package dev.trustedpublishing.repository.pypi.metadata;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads core metadata: headers as in an e-mail, folded lines, an empty line, and the description as
 * the body. UTF-8 only. Keeps line breaks of folded values, as Python's readers do, so that a
 * folded summary is rejected as the registry would reject it.
 */
public final class CoreMetadataReader {
  private static final Pattern HEADER =
      Pattern.compile("([!-9;-~]++):[ \\t]*+(.*+)", Pattern.DOTALL);
  private static final Pattern OLD_INDENT = Pattern.compile("\n(?: {7}\\|| {8}|\t)");

  private final ArchiveFile file;
  private final String member;
  private final List<CoreMetadata.Entry> entries = new ArrayList<>();

  private CoreMetadataReader(ArchiveFile file, String member) {
    this.file = file;
    this.member = member;
  }

  /**
   * Reads metadata.
   *
   * @param file the archive, for strings
   * @param member the name of the file in the archive, for strings
   * @param content its bytes
   * @return the fields; headers that are not core metadata are omitted, as are empty values and
   *     {@code UNKNOWN}, which registries drop too (Warehouse, forklift/decorators.py)
   * @throws InvalidFileException if it can't be read at all
   */
  public static CoreMetadata read(ArchiveFile file, String member, byte[] content)
      throws InvalidFileException {
    return new CoreMetadataReader(file, member).read(content);
  }

  private CoreMetadata read(byte[] content) throws InvalidFileException {
    String text = decode(content).replace("\r\n", "\n");
    int line = 1;
    int position = 0;
    while (position < text.length()) {
      int end = endOfHeader(text, position);
      String header = text.substring(position, end);
      if (header.isEmpty()) {
        add(MetadataField.DESCRIPTION, text.substring(end + 1), line + 1);
        break;
      }
      addHeader(header, line);
      line += (int) header.chars().filter(c -> c == '\n').count() + 1;
      position = end + 1;
    }
    if (isBeforeLicenseFiles()) {
      entries.removeIf(entry -> entry.field() == MetadataField.LICENSE_FILE);
    }
    return new CoreMetadata(entries);
  }

  /**
   * Returns whether the file declares a version without License-File. setuptools and hatchling
   * wrote the field years before PEP 639 defined it. PyPI would reject it ("license-file introduced
   * in metadata version 2.4, not 2.1"), so it is omitted, as twine does.
   */
  private boolean isBeforeLicenseFiles() {
    return entries.stream()
        .filter(entry -> entry.field() == MetadataField.METADATA_VERSION)
        .findFirst()
        .map(CoreMetadata.Entry::value)
        .filter(MetadataField.VERSIONS::contains)
        .filter(MetadataField.LICENSE_FILE::isNewerThan)
        .isPresent();
  }

  private String decode(byte[] content) throws InvalidFileException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidFileException(
          file.problem(ErrorCode.PUBLISH_INVALID_METADATA, member + " is not UTF-8.")
              .remedy("Save the project's configuration and readme as UTF-8, and build again."),
          e);
    }
  }

  /** The end of a line and of all lines that continue it. */
  private static int endOfHeader(String text, int start) {
    int end = endOfLine(text, start);
    while (end > start && end + 1 < text.length() && " \t".indexOf(text.charAt(end + 1)) >= 0) {
      end = endOfLine(text, end + 1);
    }
    return end;
  }

  private static int endOfLine(String text, int start) {
    int end = text.indexOf('\n', start);
    return end == -1 ? text.length() : end;
  }

  private void addHeader(String header, int line) throws InvalidFileException {
    int firstEnd = endOfLine(header, 0);
    Matcher form = HEADER.matcher(header.substring(0, firstEnd));
    if (!form.matches()) {
      throw refused(line, "is not a header", "'" + SafeText.shown(header) + "'", "'Name: value'");
    }
    String value = form.group(2) + header.substring(firstEnd);
    if (value.chars().anyMatch(c -> (c < ' ' && c != '\n' && c != '\t') || c == 0x7f)) {
      throw refused(
          line,
          "has a control character",
          "'" + SafeText.shown(header) + "'",
          "printable text (a line break inside a value needs an indented next line)");
    }
    Optional<MetadataField> field = MetadataField.named(form.group(1));
    if (field.isPresent()) {
      add(field.get(), field.get() == MetadataField.DESCRIPTION ? unindent(value) : value, line);
    }
  }

  private void add(MetadataField field, String value, int line) {
    String stripped = field == MetadataField.DESCRIPTION ? value : value.strip();
    if (!stripped.isBlank() && !stripped.strip().equals("UNKNOWN")) {
      entries.add(new CoreMetadata.Entry(field, stripped, line));
    }
  }

  /** Before 2.1 the description was a header, its lines indented by eight characters. */
  private static String unindent(String value) {
    return OLD_INDENT.matcher(value).replaceAll("\n");
  }

  private InvalidFileException refused(int line, String what, String found, String expected) {
    return new InvalidFileException(
        file.problem(
                ErrorCode.PUBLISH_INVALID_METADATA,
                "line " + line + " of " + member + " " + what + ".")
            .found(found)
            .expected(expected)
            .remedy("Build the file again; do not edit metadata files manually."));
  }
}
