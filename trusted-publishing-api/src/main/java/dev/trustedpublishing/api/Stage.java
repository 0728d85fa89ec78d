package dev.trustedpublishing.api;

import java.util.Locale;

/** The stages of a run, in their order. */
public enum Stage {
  /** Read, validate and hash the files; no network, no identity. */
  PLAN,
  /** Get an identity token from the CI system. */
  OBTAIN,
  /** Trade the identity token for an API token. */
  EXCHANGE,
  /** Upload the artifacts. */
  PUBLISH,
  /** Give the API token back. */
  REVOKE;

  /** The stage's name in events and texts, lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
