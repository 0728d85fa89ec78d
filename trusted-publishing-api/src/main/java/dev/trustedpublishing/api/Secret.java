package dev.trustedpublishing.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A value that must never be printed: an identity token, an API token, a password.
 *
 * <p>Its {@link #toString()} hides it, it is not serializable, and {@link #close()} clears it. The
 * characters are available only through {@link #reveal()}, so that every place where a secret
 * becomes plain text can be found by searching for that name. (The JVM may keep copies of revealed
 * strings until they are collected; that can't be prevented.)
 *
 * <p>Thread-safe.
 */
public final class Secret implements AutoCloseable {
  private final char[] characters;
  private volatile boolean cleared;

  private Secret(char[] characters) {
    this.characters = characters;
  }

  /**
   * Wraps a secret value.
   *
   * @param value the secret; not null and not empty
   * @return the secret as a type
   * @throws IllegalArgumentException if the value is empty
   */
  public static Secret of(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("A secret must not be empty.");
    }
    return new Secret(value.toCharArray());
  }

  /**
   * Returns the plain characters. Call it only to send them or to print a masking command.
   *
   * @return the secret value
   * @throws IllegalStateException if this secret was {@linkplain #close() cleared}
   */
  public String reveal() {
    synchronized (characters) {
      if (cleared) {
        throw new IllegalStateException("This secret was cleared and can't be used anymore.");
      }
      return new String(characters);
    }
  }

  /**
   * Returns how many characters the secret has.
   *
   * @return the length in UTF-16 characters
   */
  public int length() {
    return characters.length;
  }

  /**
   * Returns whether the secret is valid in an HTTP header: visible ASCII characters only. Otherwise
   * a line break or a NUL in a token could add a header, or appear in the exception text of an HTTP
   * client.
   *
   * @return true if every character is in the range {@code !} to {@code ~}
   */
  public boolean isHeaderSafe() {
    synchronized (characters) {
      for (char c : characters) {
        if (c < '!' || c > '~') {
          return false;
        }
      }
      return true;
    }
  }

  /** Overwrites the characters. Later calls of {@link #reveal()} fail; it may be called twice. */
  @Override
  public void close() {
    synchronized (characters) {
      cleared = true;
      Arrays.fill(characters, '\0');
    }
  }

  /** Compares the values in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && !cleared
        && !that.cleared
        && MessageDigest.isEqual(bytes(this), bytes(that));
  }

  /** Returns the same for all secrets, so that it reveals nothing about the value. */
  @Override
  public int hashCode() {
    return 1;
  }

  /** Never returns the value. */
  @Override
  public String toString() {
    return "Secret[hidden]";
  }

  private static byte[] bytes(Secret secret) {
    return secret.reveal().getBytes(StandardCharsets.UTF_8);
  }
}
