package dev.trustedpublishing.api.http;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A secret that knows how to put itself on a request and to which origin it may go. A transport
 * refuses to send it anywhere else. Immutable and thread-safe until it is closed.
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
   * @param origin the only origin that may see it
   * @return the credential
   * @throws IllegalArgumentException if the secret holds a character that may not stand in a
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
   * @param origin the only origin that may see it
   * @return the credential
   * @throws IllegalArgumentException as for {@link #bearer}, or if the user name has a colon
   */
  public static Credential basic(String user, Secret secret, Origin origin) {
    check(secret, origin);
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("A user name for Basic authentication has no colon.");
    }
    byte[] pair = (user + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8);
    return new Credential(
        "Authorization",
        Secret.of("Basic " + Base64.getEncoder().encodeToString(pair)),
        secret,
        origin);
  }

  /**
   * Presents the bare secret as the value of a header, as some registries want it.
   *
   * @param headerName the header, such as {@code Authorization} or {@code X-Api-Key}
   * @param secret the whole header value
   * @param origin the only origin that may see it
   * @return the credential
   * @throws IllegalArgumentException as for {@link #bearer}
   */
  public static Credential header(String headerName, Secret secret, Origin origin) {
    check(secret, origin);
    return new Credential(headerName, secret, secret, origin);
  }

  /**
   * Returns the header that carries it.
   *
   * @return the header's name
   */
  public String headerName() {
    return headerName;
  }

  /**
   * Returns what stands in the header.
   *
   * @return the header's value
   */
  public Secret headerValue() {
    return headerValue;
  }

  /**
   * Returns the only origin that may see it.
   *
   * @return the origin
   */
  public Origin origin() {
    return origin;
  }

  /**
   * Returns every form of the secret that has to be hidden from logs and texts.
   *
   * @return the secret itself, and what it looks like in the header
   */
  public List<Secret> secrets() {
    String value = headerValue.reveal();
    return List.of(secret, Secret.of(value.substring(value.indexOf(' ') + 1)));
  }

  /** Forgets the characters of the header; the secret itself stays its owner's. */
  @Override
  public void close() {
    headerValue.close();
  }

  /** The header's name and the origin, never the value. */
  @Override
  public String toString() {
    return "Credential[" + headerName + " for " + origin + "]";
  }

  private static void check(Secret secret, Origin origin) {
    if (!secret.isHeaderSafe()) {
      throw new IllegalArgumentException(
          "The secret has characters that may not stand in an HTTP header (spaces, line breaks or"
              + " characters outside ASCII).");
    }
    if (!origin.isTrustworthy()) {
      throw new IllegalArgumentException("A secret is sent over https only, found " + origin + ".");
    }
  }
}
