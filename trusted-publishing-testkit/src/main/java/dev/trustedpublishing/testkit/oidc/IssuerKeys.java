package dev.trustedpublishing.testkit.oidc;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.internal.jjwt.security.Jwks;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The published keys of one issuer, found through its discovery document and cached. A key that is
 * not in the cache causes another request, at most once a minute (Warehouse, oidc/services.py).
 */
final class IssuerKeys {

  private static final Duration BETWEEN_REFRESHES = Duration.ofSeconds(60);
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int DOCUMENT_LIMIT = 1 << 20;

  private final String issuer;
  private final Clock clock;
  private final Optional<SSLContext> trust;
  private final JsonMapper json = new JsonMapper();
  private final Map<String, Key> keys = new HashMap<>();
  private @Nullable Instant refreshedAt;

  IssuerKeys(String issuer, Clock clock, Optional<SSLContext> trust) {
    this.issuer = issuer;
    this.trust = trust;
    this.clock = clock;
  }

  /**
   * Finds a key.
   *
   * @throws IOException if the request to the issuer fails; this does not delay the next attempt
   */
  synchronized Optional<Key> find(String id) throws IOException {
    if (!keys.containsKey(id) && mayRefresh()) {
      refresh();
    }
    return Optional.ofNullable(keys.get(id));
  }

  private boolean mayRefresh() {
    return refreshedAt == null || !clock.instant().isBefore(refreshedAt.plus(BETWEEN_REFRESHES));
  }

  private void refresh() throws IOException {
    byte[] discovery = get(issuer + "/.well-known/openid-configuration");
    String location = json.readTree(discovery).path("jwks_uri").asText();
    String published = new String(get(location), StandardCharsets.UTF_8);
    var fresh = Jwks.setParser().json(new JwtReader()).build().parse(published);
    keys.clear();
    fresh.getKeys().forEach(key -> keys.put(key.getId(), key.toKey()));
    refreshedAt = clock.instant();
  }

  private byte[] get(String address) throws IOException {
    HttpURLConnection connection;
    try {
      connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
    } catch (IllegalArgumentException e) {
      throw new IOException("not an address: " + address, e);
    }
    if (connection instanceof HttpsURLConnection secure) {
      trust.map(SSLContext::getSocketFactory).ifPresent(secure::setSSLSocketFactory);
    }
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setUseCaches(false);
    try (InputStream body = connection.getInputStream()) {
      return body.readNBytes(DOCUMENT_LIMIT);
    }
  }
}
