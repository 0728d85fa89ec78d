package dev.trustedpublishing.attestation.sigstore.trust;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The services of an instance. Immutable.
 *
 * @param authorities the certificate authorities
 * @param logs the transparency logs
 */
public record SigningConfig(List<Service> authorities, List<Service> logs) {
  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.signingconfig.v0.2+json";

  /** The only version of each protocol that the library speaks. */
  private static final long VERSION = 1;

  /**
   * A service.
   *
   * @param url its address, without a slash at the end
   * @param version the major version of its protocol
   * @param validity when it is to be used
   */
  public record Service(URI url, long version, Validity validity) {
    private static Service of(JsonObject service) {
      try {
        URI url = URI.create(service.requireText("url").replaceFirst("/$", ""));
        if (!Origin.of(url).isTrustworthy()) {
          throw new JsonException("'url' is neither HTTPS nor on the local machine");
        }
        return new Service(
            url, service.wholeNumber("majorApiVersion").orElse(0L), Validity.of(service));
      } catch (IllegalArgumentException e) {
        throw new JsonException("'url' is not the URL of a service", e);
      }
    }
  }

  /**
   * Reads a signing configuration.
   *
   * @throws JsonException if it is not one
   */
  public static SigningConfig of(JsonObject json) {
    if (!json.requireText("mediaType").equals(MEDIA_TYPE)) {
      throw new JsonException("'mediaType' is not " + MEDIA_TYPE);
    }
    return new SigningConfig(services(json, "caUrls"), services(json, "rekorTlogUrls"));
  }

  private static List<Service> services(JsonObject json, String name) {
    return json.objects(name).stream().map(Service::of).toList();
  }

  /**
   * Returns the address of the certificate authority.
   *
   * @throws JsonException if none can be used
   */
  public URI authority(Instant now) {
    return select(authorities, "caUrls", now);
  }

  /**
   * Returns the address of the transparency log.
   *
   * @throws JsonException if none can be used
   */
  public URI log(Instant now) {
    return select(logs, "rekorTlogUrls", now);
  }

  private static URI select(List<Service> services, String name, Instant now) {
    return services.stream()
        .filter(service -> service.version() == VERSION && service.validity().contains(now))
        .max(Comparator.comparing(service -> service.validity().start()))
        .orElseThrow(() ->
            new JsonException("'" + name + "' has no service of version " + VERSION + " for now"))
        .url();
  }
}
