package dev.trustedpublishing.core;

import dev.trustedpublishing.audit.AuditEntry;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON form of an entry: a CloudEvents 1.0 envelope in structured mode, its members always in
 * the same order. What is described in docs/events.md and in the schema that it names.
 */
final class CloudEvent {
  /** Names the schema, with its version; {@code $id} of the file. */
  static final String SCHEMA = "urn:trusted-publishing:schema:audit-event:1";

  private static final String TYPE_PREFIX = "dev.trustedpublishing.";

  private CloudEvent() {}

  /**
   * Makes the members of the JSON object.
   *
   * @param entry the entry
   * @param previousHash the hash of the line before, in a log that is chained
   */
  static Map<String, Object> of(AuditEntry entry, Optional<String> previousHash) {
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("specversion", "1.0");
    envelope.put("id", entry.runId() + "/" + entry.sequence());
    envelope.put("source", "urn:trusted-publishing:run:" + entry.runId());
    envelope.put("type", TYPE_PREFIX + entry.event().type());
    envelope.put("time", entry.time().toString());
    envelope.put("datacontenttype", "application/json");
    envelope.put("dataschema", SCHEMA);
    // A string that sorts, as CloudEvents' extension "sequence" wants it.
    envelope.put("sequence", String.format(Locale.ROOT, "%010d", entry.sequence()));
    entry.event().stage().ifPresent(stage -> envelope.put("stage", stage.toString()));
    envelope.put("durationms", entry.event().duration().toMillis());
    entry.ciRun().map(URI::toString).ifPresent(page -> envelope.put("cirun", page));
    previousHash.ifPresent(hash -> envelope.put("previoushash", hash));
    envelope.put("data", entry.event().attributes());
    return envelope;
  }
}
