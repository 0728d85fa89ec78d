package dev.trustedpublishing.audit.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an audit log and stops at the first violation. */
final class AuditLogReader {
  private static final int MAX_LINE_LENGTH = 1 << 20;
  private static final int MAX_DEPTH = 16;
  private static final int MAX_NUMBER_LENGTH = 100;
  private static final String LONE_SURROGATE = "a string contains a lone surrogate";
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Map<String, Long> sequences = new HashMap<>();
  private final Set<String> unfinished = new HashSet<>();
  private long lines;
  private long chainedLines;
  private String lastHash = HashChain.NOTHING;

  private AuditLogReader() {}

  static AuditLog check(Path file) {
    AuditLogReader reader = new AuditLogReader();
    try (InputStream content = new BufferedInputStream(Files.newInputStream(file))) {
      return reader.read(content);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private AuditLog read(InputStream content) throws IOException {
    Optional<AuditLog.Break> broken = Optional.empty();
    try {
      for (byte[] line = nextLine(content); line != null; line = nextLine(content)) {
        check(line);
      }
    } catch (Violation e) {
      broken = Optional.of(new AuditLog.Break(lines + 1, e.what, e.found, e.expected));
    }
    return new AuditLog(lines, sequences.size(), unfinished.size(), chainedLines, lastHash, broken);
  }

  /** Returns a line without its line break; null at the end of the log. */
  private static byte @Nullable [] nextLine(InputStream content) throws IOException, Violation {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = content.read();
    while (next != -1 && next != '\n' && line.size() < MAX_LINE_LENGTH) {
      line.write(next);
      next = content.read();
    }
    if (next == '\n') {
      return line.toByteArray();
    }
    if (line.size() == MAX_LINE_LENGTH) {
      throw new Violation(
          "The line is too long.", "more than " + MAX_LINE_LENGTH + " bytes", "an event");
    }
    if (line.size() > 0) {
      throw new Violation(
          "The log ends in the middle of a line.", line.size() + " bytes", "a line break");
    }
    return null;
  }

  private void check(byte[] line) throws IOException, Violation {
    Map<String, Object> members;
    try {
      members = members(line);
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw new Violation("The line is not an event.", explain(e), "a JSON object");
    }
    checkChain(members);
    checkSequence(members);
    lines++;
    lastHash = HashChain.hash(line, 0, line.length);
    if (members.containsKey("previoushash")) {
      chainedLines++;
    }
  }

  private void checkChain(Map<String, Object> members) throws Violation {
    Object carried = members.get("previoushash");
    if (carried == null && chainedLines > 0) {
      throw new Violation(
          "The line has no hash of the previous line, although earlier lines do.",
          "no \"previoushash\"",
          "previoushash " + lastHash);
    }
    if (carried != null && !carried.equals(lastHash)) {
      throw new Violation(
          "The previous line was changed, or lines were removed or inserted.",
          "previoushash " + text(carried),
          "previoushash " + lastHash);
    }
  }

  private void checkSequence(Map<String, Object> members) throws Violation {
    Object source = members.get("source");
    long sequence = number(members.get("sequence"));
    if (!(source instanceof String run) || sequence < 1 || members.get("type") == null) {
      throw new Violation(
          "The line is not an audit event.",
          "source " + text(source) + ", sequence " + text(members.get("sequence")),
          "a CloudEvent with type, source and sequence");
    }
    long expected = sequences.getOrDefault(run, 0L) + 1;
    if (sequence != expected) {
      throw new Violation(
          sequence < expected
              ? "An event is duplicated or out of order."
              : "Events are missing: they were removed, or the sink was too slow (then the run had"
                  + " a warning).",
          "event " + sequence + " of " + text(run),
          "event " + expected);
    }
    sequences.put(run, sequence);
    if (CloudEvent.END_OF_RUN.equals(members.get("type"))) {
      unfinished.remove(run);
    } else {
      unfinished.add(run);
    }
  }

  private static long number(@Nullable Object sequence) {
    return sequence instanceof String digits && digits.matches("[0-9]{1,18}")
        ? Long.parseLong(digits)
        : -1;
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    return value instanceof String text ? SafeText.shown(text) : "not a string";
  }

  /**
   * Reads one object of valid Unicode text.
   *
   * @return the values of the strings, and the last token of everything else; without nulls
   */
  static Map<String, Object> members(byte[] line) throws IOException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    Map<String, Object> members = new HashMap<>();
    try (JsonParser parser = JSON.createParser(text)) {
      require(parser.nextToken() == JsonToken.START_OBJECT, "not one object", parser);
      JsonToken token = parser.nextToken();
      for (; !parser.getParsingContext().inRoot(); token = parser.nextToken()) {
        boolean isText = token == JsonToken.VALUE_STRING;
        if (isText || token == JsonToken.FIELD_NAME) {
          require(
              StandardCharsets.UTF_8.newEncoder().canEncode(parser.getText()),
              LONE_SURROGATE,
              parser);
        }
        boolean isMember = parser.getParsingContext().getParent().inRoot();
        if (isMember && token != JsonToken.FIELD_NAME && token != JsonToken.VALUE_NULL) {
          members.put(parser.currentName(), isText ? parser.getText() : token);
        }
      }
      require(parser.nextToken() == null, "not one object", parser);
    }
    return members;
  }

  private static void require(boolean fulfilled, String problem, JsonParser parser)
      throws IOException {
    if (!fulfilled) {
      throw new JsonParseException(parser, problem, parser.currentTokenLocation());
    }
  }

  /** The parser's own text quotes the line, which may contain anything. */
  private static String explain(IOException e) {
    if (!(e instanceof JsonProcessingException problem)) {
      return "not UTF-8";
    }
    String text = String.valueOf(problem.getOriginalMessage());
    String found = text.equals(LONE_SURROGATE) ? LONE_SURROGATE : "not a JSON object";
    if (text.startsWith("Duplicate")) {
      found = "a name occurs twice in one object";
    } else if (text.contains("nesting depth")) {
      found = "nested more than " + MAX_DEPTH + " levels deep";
    }
    JsonLocation at = problem.getLocation();
    return at == null ? found : found + " at line 1, column " + at.getColumnNr();
  }

  private static TrustedPublishingException unreadable(Path file, IOException e) {
    return TrustedPublishingException.builder(
            Stage.PLAN,
            Problem.of(
                    ErrorCode.USAGE_ARTIFACT_UNREADABLE,
                    "The audit log " + SafeText.shown(file.toString()) + " can't be read.")
                .found(SafeText.reason(e))
                .expected("a file that this process can read")
                .remedy("Check the path and the permissions of the file."))
        .cause(e)
        .build();
  }

  /** The first violation ends the check. */
  private static final class Violation extends Exception {
    private static final long serialVersionUID = 1L;
    private final String what;
    private final String found;
    private final String expected;

    private Violation(String what, String found, String expected) {
      super(what);
      this.what = what;
      this.found = found;
      this.expected = expected;
    }
  }
}
