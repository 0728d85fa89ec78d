package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.core.http.proxy.Proxies;
import java.security.KeyStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a transport introduces itself, whom it trusts and how long it waits. Every method that begins
 * with {@code with} returns a changed copy. Immutable and, as long as nobody changes the key store,
 * thread-safe.
 *
 * @param userAgent what is sent as {@code User-Agent}, such as {@code trusted-publishing-jvm/0.1.0
 *     (+java 17)}
 * @param trusted the certificates that servers are checked against; null for those that the Java
 *     runtime trusts
 * @param proxies which calls go through a proxy
 * @param connect how long a name lookup, and the attempts to connect to a host, may take each; an
 *     address that is not the last gets a fifth of it
 * @param handshake how long the TLS handshake may take
 * @param call how long a call may take that does not stream its body: from the first name lookup to
 *     the last byte of the answer
 * @param stall how long the server may take no byte of a streamed body
 * @param uploadAnswer how long the server may think after the last byte of a streamed body
 * @param uploadAnswerBody how long the body of the answer to a streamed body may take
 */
public record TransportSettings(
    String userAgent,
    @Nullable KeyStore trusted,
    Proxies proxies,
    Duration connect,
    Duration handshake,
    Duration call,
    Duration stall,
    Duration uploadAnswer,
    Duration uploadAnswerBody) {

  /** Checks that every limit is one. */
  public TransportSettings {
    requirePositive(connect, "connect");
    requirePositive(handshake, "handshake");
    requirePositive(call, "call");
    requirePositive(stall, "stall");
    requirePositive(uploadAnswer, "uploadAnswer");
    requirePositive(uploadAnswerBody, "uploadAnswerBody");
  }

  /**
   * The usual settings: 10 s to connect, 10 s for the handshake, 30 s for a call; uploads may take
   * as long as they like, but not stand still for 60 s, and get 15 min for the answer to begin and
   * 30 s for it to end. Trusts what the Java runtime trusts, and uses no proxy.
   *
   * @param userAgent what is sent as {@code User-Agent}
   * @return the settings
   */
  public static TransportSettings of(String userAgent) {
    return new TransportSettings(
        userAgent,
        null,
        Proxies.none(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofMinutes(15),
        Duration.ofSeconds(30));
  }

  /**
   * Trusts other certificates than the Java runtime does.
   *
   * @param certificates the certificates of the authorities to trust, and no others
   * @return the changed settings
   */
  public TransportSettings withTrusted(KeyStore certificates) {
    return new TransportSettings(
        userAgent,
        certificates,
        proxies,
        connect,
        handshake,
        call,
        stall,
        uploadAnswer,
        uploadAnswerBody);
  }

  /**
   * Sends calls through a proxy.
   *
   * @param rule which calls, and through which
   * @return the changed settings
   */
  public TransportSettings withProxies(Proxies rule) {
    return new TransportSettings(
        userAgent, trusted, rule, connect, handshake, call, stall, uploadAnswer, uploadAnswerBody);
  }

  /**
   * Changes how long a name lookup, and the attempts to connect to a host, may take each.
   *
   * @param limit the limit; more than zero
   * @return the changed settings
   */
  public TransportSettings withConnect(Duration limit) {
    return new TransportSettings(
        userAgent, trusted, proxies, limit, handshake, call, stall, uploadAnswer, uploadAnswerBody);
  }

  /**
   * Changes how long the TLS handshake may take.
   *
   * @param limit the limit; more than zero
   * @return the changed settings
   */
  public TransportSettings withHandshake(Duration limit) {
    return new TransportSettings(
        userAgent, trusted, proxies, connect, limit, call, stall, uploadAnswer, uploadAnswerBody);
  }

  /**
   * Changes how long a call may take that does not stream its body, answer included.
   *
   * @param limit the limit; more than zero
   * @return the changed settings
   */
  public TransportSettings withCall(Duration limit) {
    return new TransportSettings(
        userAgent,
        trusted,
        proxies,
        connect,
        handshake,
        limit,
        stall,
        uploadAnswer,
        uploadAnswerBody);
  }

  /**
   * Changes how long the server may take no byte of a streamed body.
   *
   * @param limit the limit; more than zero
   * @return the changed settings
   */
  public TransportSettings withStall(Duration limit) {
    return new TransportSettings(
        userAgent,
        trusted,
        proxies,
        connect,
        handshake,
        call,
        limit,
        uploadAnswer,
        uploadAnswerBody);
  }

  /**
   * Changes how long the server may think after the last byte of a streamed body.
   *
   * @param limit the limit; more than zero
   * @return the changed settings
   */
  public TransportSettings withUploadAnswer(Duration limit) {
    return new TransportSettings(
        userAgent, trusted, proxies, connect, handshake, call, stall, limit, uploadAnswerBody);
  }

  /**
   * Changes how long the body of the answer to a streamed body may take.
   *
   * @param limit the limit; more than zero
   * @return the changed settings
   */
  public TransportSettings withUploadAnswerBody(Duration limit) {
    return new TransportSettings(
        userAgent, trusted, proxies, connect, handshake, call, stall, uploadAnswer, limit);
  }

  private static void requirePositive(Duration limit, String name) {
    if (limit.isZero() || limit.isNegative()) {
      throw new IllegalArgumentException(
          "The limit '" + name + "' must be more than zero, found " + limit + ".");
    }
  }
}
