package dev.trustedpublishing.core.settings;

/** What a file that was not published means for those that were not started yet. */
public enum OnFailure {
  /** Starts no more; uploads that are under way end. */
  STOP,
  /** Continues with the others. */
  CONTINUE
}
