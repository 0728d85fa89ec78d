package dev.trustedpublishing.testkit.registry.npm.model;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes times as the registry does: UTC, with milliseconds. Stateless, thread-safe. */
public final class Times {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  /**
   * Writes a time.
   *
   * @param time the time
   * @return the time, such as {@code 2026-11-29T02:22:54.000Z}
   */
  public static String write(Instant time) {
    return FORMAT.format(time);
  }
}
