package dev.trustedpublishing.audit.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.audit.EventContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON form of an entry: a CloudEvents 1.0 envelope in structured mode, with its members always
 * in the same order, as described in docs/events.md and in the schema.
 *
 * <p>Stateless, thread-safe.
 */
public final class CloudEvent {
  /** The {@code $id} of the schema file, with its version. */
  static final String SCHEMA = "urn:trusted-publishing:schema:audit-event:1";

  private static final String TYPE_PREFIX = "dev.trustedpublishing.";

  /** The type of the last event of a run. */
  static final String END_OF_RUN = TYPE_PREFIX + "run.finished";

  private static final String SEQUENCE_OF_ZERO = "0000000000";
  private static final int DEFAULT_LENGTH = 768;
  private static final JsonFactory JSON = new JsonFactory();

  private CloudEvent() {}

  /**
   * Creates the JSON.
   *
   * @param entry the entry
   * @param previousHash the hash of the previous line, in a chained log
   * @return one line, without a line break
   */
  public static byte[] json(AuditEntry entry, Optional<String> previousHash) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(DEFAULT_LENGTH);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      write(entry, previousHash, json);
    } catch (IOException e) {
      throw new UncheckedIOException("The entry can't be written as JSON.", e);
    }
    return line.toByteArray();
  }

  private static void write(AuditEntry entry, Optional<String> previousHash, JsonGenerator json)
      throws IOException {
    EventContent content = entry.event().content();
    json.writeStartObject();
    json.writeStringField("specversion", "1.0");
    json.writeStringField("id", entry.runId() + "/" + entry.sequence());
    json.writeStringField("source", "urn:trusted-publishing:run:" + entry.runId());
    json.writeStringField("type", TYPE_PREFIX + content.type());
    json.writeStringField("time", entry.time().toString());
    json.writeStringField("datacontenttype", "application/json");
    json.writeStringField("dataschema", SCHEMA);
    json.writeStringField("sequence", sequence(entry.sequence()));
    if (content.stage().isPresent()) {
      json.writeStringField("stage", content.stage().get().toString());
    }
    json.writeNumberField("durationms", entry.event().duration().toMillis());
    if (entry.ciRun().isPresent()) {
      json.writeStringField("cirun", entry.ciRun().get().toString());
    }
    if (previousHash.isPresent()) {
      json.writeStringField("previoushash", previousHash.get());
    }
    write("data", content.attributes(), json);
    json.writeEndObject();
  }

  private static void write(String name, Object value, JsonGenerator json) throws IOException {
    if (value instanceof Map<?, ?> members) {
      json.writeObjectFieldStart(name);
      for (Map.Entry<?, ?> member : members.entrySet()) {
        write((String) member.getKey(), member.getValue(), json);
      }
      json.writeEndObject();
    } else {
      json.writeObjectField(name, value);
    }
  }

  /** A sortable string, as required by the CloudEvents extension "sequence". */
  private static String sequence(long number) {
    String digits = Long.toString(number);
    return SEQUENCE_OF_ZERO.substring(Math.min(digits.length(), 10)) + digits;
  }
}
