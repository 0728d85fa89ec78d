package dev.trustedpublishing.testkit.registry.pypi.model;

import java.time.Instant;

/**
 * An API token that the registry minted. Immutable.
 *
 * @param value the token itself, for assertions
 * @param expiresAt the first instant at which it is no longer accepted
 * @param projects what it may upload
 * @param state whether it was burned
 */
public record MintedToken(String value, Instant expiresAt, ProjectScope projects, State state) {

  /** What became of a token. */
  public enum State {
    /** It was not burned; it may have expired. */
    ALIVE,
    /** It was burned and reads as non-existent. */
    BURNED
  }

  /**
   * Returns whether the token was burned.
   *
   * @return whether it reads as non-existent
   */
  public boolean burned() {
    return state == State.BURNED;
  }

  /** Omits the token: it would land in logs. */
  @Override
  public String toString() {
    return "MintedToken[pypi-..., expiresAt=" + expiresAt + ", " + projects + ", " + state + "]";
  }
}
