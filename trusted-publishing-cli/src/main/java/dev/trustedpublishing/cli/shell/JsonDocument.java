package dev.trustedpublishing.cli.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a command prints with {@code --json}: one line of JSON, with the names of the audit trail.
 * ASCII only, so that no encoding of a console can break it.
 */
public final class JsonDocument {
  private final Map<String, Object> members = new LinkedHashMap<>();

  public JsonDocument(String result, int exitCode) {
    with("result", result).with("exit_code", exitCode);
  }

  /** Adds a member, after those that it has. */
  public JsonDocument with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  /** Adds the members of a report. */
  public JsonDocument with(Map<String, ?> report) {
    members.putAll(report);
    return this;
  }

  /** The document as text. */
  @Override
  public String toString() {
    JsonMapper mapper = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try {
      return mapper.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "Strings, numbers, lists, and maps can always be written.", e);
    }
  }
}
