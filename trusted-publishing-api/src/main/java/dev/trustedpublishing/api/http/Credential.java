package dev.trustedpublishing.api.http;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A secret with the header that carries it and the only origin that may receive it. A transport
 * never sends it anywhere else. Immutable and thread-safe until it is closed.
 */
public final class Credential implements AutoCloseable {
  private final String headerName;
  private final Secret headerValue;
  private final Secret secret;
  private final Origin origin;

  private Credential(String headerName, Secret headerValue, Secret secret, Origin origin) {
    this.headerName = headerName;
    this.headerValue = headerValue;
    this.secret = secret;
    this.origin = origin;
  }

  /**
   * Presents the secret as {@code Authorization: Bearer ...} (RFC 6750).
   *
   * @param secret the token
   * @param origin the only origin that may receive it
   * @return the credential
   * @throws IllegalArgumentException if the secret contains a character that is invalid in a
   *     header, or the origin is not trustworthy; the text never contains the secret
   */
  public static Credential bearer(Secret secret, Origin origin) {
    check(secret, origin);
    return new Credential("Authorization", Secret.of("Bearer " + secret.reveal()), secret, origin);
  }

  /**
   * Presents the secret as the password of {@code Authorization: Basic ...} (RFC 7617).
   *
   * @param user the user name, such as {@code __token__}; without a colon
   * @param secret the password
   * @param origin the only origin that may receive it
   * @return the credential
   * @throws IllegalArgumentException as for {@link #bearer}, or if the user name has a colon
   */
  public static Credential basic(String user, Secret secret, Origin origin) {
    check(secret, origin);
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "A user name for Basic authentication must not contain a colon.");
    }
    byte[] pair = (user + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8);
    return new Credential(
        "Authorization",
        Secret.of("Basic " + Base64.getEncoder().encodeToString(pair)),
        secret,
        origin);
  }

  /**
   * Presents the secret as the complete value of a header, as some registries require.
   *
   * @param headerName the header, such as {@code Authorization} or {@code X-Api-Key}
   * @param secret the whole header value, which may begin with a scheme: {@code Token ...}
   * @param origin the only origin that may receive it
   * @return the credential
   * @throws IllegalArgumentException as for {@link #bearer}
   */
  public static Credential header(String headerName, Secret secret, Origin origin) {
    check(withoutScheme(secret), origin);
    return new Credential(headerName, secret, secret, origin);
  }

  /**
   * Returns the name of the header.
   *
   * @return the header's name
   */
  public String headerName() {
    return headerName;
  }

  /**
   * Returns the value of the header.
   *
   * @return the header's value
   */
  public Secret headerValue() {
    return headerValue;
  }

  /**
   * Returns the only origin that may receive it.
   *
   * @return the origin
   */
  public Origin origin() {
    return origin;
  }

  /**
   * Returns every form of the secret that must be hidden in logs and messages.
   *
   * @return the secret itself, and its form in the header
   */
  public List<Secret> secrets() {
    return List.of(secret, withoutScheme(headerValue));
  }

  /** Clears the header value; the secret itself belongs to its owner. */
  @Override
  public void close() {
    headerValue.close();
  }

  /** The header's name and the origin, never the value. */
  @Override
  public String toString() {
    return "Credential[" + headerName + " for " + origin + "]";
  }

  private static Secret withoutScheme(Secret headerValue) {
    String value = headerValue.reveal();
    return Secret.of(value.substring(value.indexOf(' ') + 1));
  }

  private static void check(Secret secret, Origin origin) {
    if (!secret.isHeaderSafe()) {
      throw new IllegalArgumentException(
          "The secret contains characters that are not allowed in an HTTP header (spaces, line"
              + " breaks, or non-ASCII characters).");
    }
    if (!origin.isTrustworthy()) {
      throw new IllegalArgumentException("A secret is sent over HTTPS only, found " + origin + ".");
    }
  }
}
