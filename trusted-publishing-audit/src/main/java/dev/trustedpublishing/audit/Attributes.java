package dev.trustedpublishing.audit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the attributes of an event in their order, leaving out what is not known. */
final class Attributes {
  private final Map<String, Object> values = new LinkedHashMap<>();

  Attributes with(String name, @Nullable Object value) {
    if (value != null) {
      values.put(name, value);
    }
    return this;
  }

  Map<String, Object> toMap() {
    return Collections.unmodifiableMap(values);
  }
}
