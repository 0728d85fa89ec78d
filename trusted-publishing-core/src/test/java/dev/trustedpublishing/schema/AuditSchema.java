package dev.trustedpublishing.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.trustedpublishing.core.AuditSinks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The published schema, as it is in the core's jar. Readers are to ignore what they don't know;
 * here a member that the schema does not name is an error, so that none is forgotten in it.
 */
public final class AuditSchema {
  private static final String RESOURCE = "META-INF/trusted-publishing/audit-event-1.schema.json";

  private final JsonNode text;
  private final Schema schema;

  /** Reads the schema. */
  public AuditSchema() {
    this.text = read();
    this.schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(strict(text.deepCopy()));
  }

  /** What is wrong with a line of an audit log; empty if nothing is. */
  public List<String> violations(String line) {
    return schema.validate(line, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  /** The schema as it is published. */
  public JsonNode text() {
    return text;
  }

  private static JsonNode read() {
    try (InputStream resource = AuditSinks.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      return new JsonMapper().readTree(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode strict(ObjectNode schema) {
    schema.put("additionalProperties", false);
    schema.get("$defs").forEach(event -> ((ObjectNode) event).put("additionalProperties", false));
    return schema;
  }
}
