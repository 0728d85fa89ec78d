package dev.trustedpublishing.audit.opentelemetry;

import dev.trustedpublishing.audit.AuditEvent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Map;

/** The content of an event as attributes, under the names that it has in the audit log. */
final class EventAttributes {
  private static final String PREFIX = "trusted_publishing.";

  private EventAttributes() {}

  static Attributes of(AuditEvent event) {
    AttributesBuilder attributes = Attributes.builder();
    add(attributes, PREFIX, event.content().attributes());
    return attributes.build();
  }

  private static void add(AttributesBuilder attributes, String prefix, Map<?, ?> values) {
    values.forEach((name, value) -> {
      String key = prefix + name;
      if (value instanceof Map<?, ?> nested) {
        add(attributes, key + ".", nested);
      } else if (value instanceof Number number) {
        attributes.put(key, number.longValue());
      } else {
        attributes.put(key, String.valueOf(value));
      }
    });
  }
}
