package dev.trustedpublishing.api;

import java.util.Locale;

/** The stages of a run, in their order. */
public enum Stage {
  /** Read, validate, and hash the files; no network, no identity. */
  PLAN,
  /** Obtain an identity token from the CI system. */
  OBTAIN,
  /** Sign statements about the artifacts. */
  ATTEST,
  /** Exchange the identity token for an API token. */
  EXCHANGE,
  /** Upload the artifacts. */
  PUBLISH,
  /** Revoke the API token. */
  REVOKE;

  /** Returns the stage's name in events and messages, lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
