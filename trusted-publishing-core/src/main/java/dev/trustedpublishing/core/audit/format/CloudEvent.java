package dev.trustedpublishing.core.audit.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.core.json.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The JSON form of an entry: a CloudEvents 1.0 envelope in structured mode, its members always in
 * the same order. What is described in docs/events.md and in the schema that it names.
 */
public final class CloudEvent {
  /** Names the schema, with its version; {@code $id} of the file. */
  static final String SCHEMA = "urn:trusted-publishing:schema:audit-event:1";

  private static final String TYPE_PREFIX = "dev.trustedpublishing.";

  /** The type of the last event of a run. */
  static final String END_OF_RUN = TYPE_PREFIX + "run.finished";

  private static final String SEQUENCE_OF_ZERO = "0000000000";
  private static final int USUAL_LENGTH = 768;
  private static final JsonFactory JSON = new JsonFactory();

  private CloudEvent() {}

  /**
   * Makes the JSON.
   *
   * @param entry the entry
   * @param previousHash the hash of the line before, in a log that is chained
   * @return one line, without a line break
   */
  public static byte[] json(AuditEntry entry, Optional<String> previousHash) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(USUAL_LENGTH);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      write(entry, previousHash, json);
    } catch (IOException e) {
      throw new UncheckedIOException("The entry can't be written as JSON.", e);
    }
    return line.toByteArray();
  }

  private static void write(AuditEntry entry, Optional<String> previousHash, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("specversion", "1.0");
    json.writeStringField("id", entry.runId() + "/" + entry.sequence());
    json.writeStringField("source", "urn:trusted-publishing:run:" + entry.runId());
    json.writeStringField("type", TYPE_PREFIX + entry.event().type());
    json.writeStringField("time", entry.time().toString());
    json.writeStringField("datacontenttype", "application/json");
    json.writeStringField("dataschema", SCHEMA);
    json.writeStringField("sequence", sequence(entry.sequence()));
    if (entry.event().stage().isPresent()) {
      json.writeStringField("stage", entry.event().stage().get().toString());
    }
    json.writeNumberField("durationms", entry.event().duration().toMillis());
    if (entry.ciRun().isPresent()) {
      json.writeStringField("cirun", entry.ciRun().get().toString());
    }
    if (previousHash.isPresent()) {
      json.writeStringField("previoushash", previousHash.get());
    }
    json.writeFieldName("data");
    JsonTree.write(entry.event().attributes(), json);
    json.writeEndObject();
  }

  /** A string that sorts, as CloudEvents' extension "sequence" wants it. */
  private static String sequence(long number) {
    String digits = Long.toString(number);
    return SEQUENCE_OF_ZERO.substring(Math.min(digits.length(), 10)) + digits;
  }
}
