package dev.trustedpublishing.attestation.sigstore.trust;

import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The keys and certificates that an instance is trusted with. Immutable.
 *
 * @param entryLogs the logs of signatures
 * @param certificateLogs the logs of certificates
 * @param authorities the certificate authorities
 */
public record TrustedRoot(
    List<TrustedLog> entryLogs,
    List<TrustedLog> certificateLogs,
    List<TrustedAuthority> authorities) {
  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";

  /**
   * Reads a trusted root.
   *
   * @throws JsonException if it is not one
   */
  public static TrustedRoot of(JsonObject json) {
    if (!json.requireText("mediaType").startsWith(MEDIA_TYPE)) {
      throw new JsonException("'mediaType' is not " + MEDIA_TYPE);
    }
    return new TrustedRoot(
        logs(json, "tlogs"),
        logs(json, "ctlogs"),
        json.objects("certificateAuthorities").stream().map(TrustedAuthority::of).toList());
  }

  private static List<TrustedLog> logs(JsonObject json, String name) {
    return json.objects(name).stream().map(TrustedLog::of).flatMap(Optional::stream).toList();
  }

  public Optional<TrustedLog> entryLog(String id, Instant time) {
    return find(entryLogs, id, time);
  }

  public Optional<TrustedLog> certificateLog(String id, Instant time) {
    return find(certificateLogs, id, time);
  }

  /** A key may be listed for several times; if for none that fits, its signature is refused. */
  private static Optional<TrustedLog> find(List<TrustedLog> logs, String id, Instant time) {
    return logs.stream()
        .filter(log -> log.id().equals(id))
        .max(Comparator.comparing(log -> log.validity().contains(time)));
  }
}
