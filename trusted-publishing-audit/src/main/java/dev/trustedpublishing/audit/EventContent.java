package dev.trustedpublishing.audit;

import dev.trustedpublishing.api.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What sinks write of an event: its name, its stage, and its attributes in a fixed order. For one
 * thread.
 */
public final class EventContent {
  private final String type;
  private final Optional<Stage> stage;
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  private EventContent(String type, Optional<Stage> stage) {
    this.type = type;
    this.stage = stage;
  }

  static EventContent ofRun(String type) {
    return new EventContent(type, Optional.empty());
  }

  static EventContent of(String type, Stage stage) {
    return new EventContent(type, Optional.of(stage));
  }

  /** The stage is that of uploads. */
  static EventContent of(String type, String filename) {
    return of(type, Stage.PUBLISH).with("filename", filename);
  }

  /** Copies in the same order. */
  static Map<String, String> copy(Map<String, String> attributes) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  EventContent with(String name, Optional<?> value) {
    value.ifPresent(present -> with(name, present));
    return this;
  }

  EventContent with(String name, Object value) {
    attributes.put(name, plain(value));
    return this;
  }

  private static Object plain(Object value) {
    if (value instanceof Duration time) {
      return time.toMillis();
    }
    return value instanceof Instant time ? time.toString() : value;
  }

  /** {@return the stable name of this kind of event, such as {@code identity.obtained}} */
  public String type() {
    return type;
  }

  /** {@return the stage that the event belongs to; empty for events of the run as a whole} */
  public Optional<Stage> stage() {
    return stage;
  }

  /**
   * {@return name to string, number, boolean or map of strings, in a fixed order; unknown values
   * are omitted}
   */
  public Map<String, Object> attributes() {
    return Collections.unmodifiableMap(attributes);
  }
}
