package dev.trustedpublishing.testkit.registry.pypi.model;

import java.time.Instant;

/**
 * An API token that the registry minted. Immutable.
 *
 * @param value the token itself, for assertions
 * @param expiresAt the first instant at which it is no longer accepted
 * @param projects what it may upload
 * @param state whether it was revoked
 */
public record MintedToken(String value, Instant expiresAt, ProjectScope projects, State state) {

  /** The state of a token. */
  public enum State {
    /** It was not revoked; it may have expired. */
    ALIVE,
    /** It was revoked and is treated as non-existent. */
    BURNED
  }

  /**
   * Returns whether the token was revoked.
   *
   * @return whether it is treated as non-existent
   */
  public boolean burned() {
    return state == State.BURNED;
  }

  /** Omits the token, because this text may be logged. */
  @Override
  public String toString() {
    return "MintedToken[pypi-..., expiresAt=" + expiresAt + ", " + projects + ", " + state + "]";
  }
}
