package dev.trustedpublishing.attestation.sigstore.trust;

import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * When a key or a service is to be used. Both ends are inclusive. Immutable.
 *
 * @param start the first instant
 * @param end the last instant; empty if it has none
 */
public record Validity(Instant start, Optional<Instant> end) {

  static Validity of(JsonObject owner) {
    JsonObject period =
        owner.object("validFor").orElseThrow(() -> new JsonException("'validFor' is missing"));
    return new Validity(
        instant(period, "start").orElseThrow(() -> new JsonException("'start' is missing")),
        instant(period, "end"));
  }

  private static Optional<Instant> instant(JsonObject period, String name) {
    try {
      return period.text(name).map(Instant::parse);
    } catch (DateTimeException e) {
      throw new JsonException("'" + name + "' is not a time", e);
    }
  }

  public boolean contains(Instant time) {
    return !time.isBefore(start) && end.filter(time::isAfter).isEmpty();
  }
}
