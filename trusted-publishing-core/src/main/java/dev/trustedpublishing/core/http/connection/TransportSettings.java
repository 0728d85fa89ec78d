package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.core.http.proxy.Proxies;
import java.security.KeyStore;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user agent, trusted certificates, proxies and timeouts of a transport. Every method that
 * starts with {@code with} returns a changed copy. Immutable and, as long as the key store is not
 * changed, thread-safe.
 *
 * @param userAgent what is sent as {@code User-Agent}, such as {@code trusted-publishing-jvm/0.1.0
 *     (+java 17)}
 * @param trusted the certificates that servers are checked against; null for those that the Java
 *     runtime trusts
 * @param proxies selects the proxy of each request
 * @param limits the time limits that differ from the default
 */
public record TransportSettings(
    String userAgent, @Nullable KeyStore trusted, Proxies proxies, Map<Limit, Duration> limits) {

  /** The time limits and their defaults. */
  public enum Limit {
    /**
     * A name lookup, and separately the attempts to connect to a host; each address except the last
     * gets a fifth of it.
     */
    CONNECT(Duration.ofSeconds(10)),
    /** The TLS handshake. */
    HANDSHAKE(Duration.ofSeconds(10)),
    /**
     * A request that does not stream its body, from the first name lookup to the last byte of the
     * response.
     */
    CALL(Duration.ofSeconds(30)),
    /** A streamed body of which the server accepts no byte. */
    STALL(Duration.ofSeconds(60)),
    /** The wait for the response after the last byte of a streamed body. */
    UPLOAD_ANSWER(Duration.ofMinutes(15)),
    /** The body of the response to a streamed body. */
    UPLOAD_ANSWER_BODY(Duration.ofSeconds(30));

    private final Duration usual;

    Limit(Duration usual) {
      this.usual = usual;
    }
  }

  /**
   * Returns the default settings: they trust what the Java runtime trusts, and use no proxy.
   *
   * @param userAgent what is sent as {@code User-Agent}
   * @return the settings
   */
  public static TransportSettings of(String userAgent) {
    return new TransportSettings(userAgent, null, Proxies.none(), Map.of());
  }

  /**
   * Returns a time limit.
   *
   * @param limit the kind of limit
   * @return the limit
   */
  public Duration limit(Limit limit) {
    return limits.getOrDefault(limit, limit.usual);
  }

  /**
   * Sets the trusted certificates, instead of those of the Java runtime.
   *
   * @param certificates the certificates of the authorities to trust, and no others
   * @return the changed settings
   */
  public TransportSettings withTrusted(KeyStore certificates) {
    return new TransportSettings(userAgent, certificates, proxies, limits);
  }

  /**
   * Sets the proxies.
   *
   * @param rule selects the proxy of each request
   * @return the changed settings
   */
  public TransportSettings withProxies(Proxies rule) {
    return new TransportSettings(userAgent, trusted, rule, limits);
  }

  /**
   * Changes a time limit.
   *
   * @param limit the kind of limit
   * @param duration the limit; more than zero
   * @return the changed settings
   */
  public TransportSettings with(Limit limit, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(
          "The limit '%s' must be more than zero, found %s."
              .formatted(limit.name().toLowerCase(Locale.ROOT), duration));
    }
    Map<Limit, Duration> changed = new EnumMap<>(Limit.class);
    changed.putAll(limits);
    changed.put(limit, duration);
    return new TransportSettings(userAgent, trusted, proxies, Map.copyOf(changed));
  }
}
