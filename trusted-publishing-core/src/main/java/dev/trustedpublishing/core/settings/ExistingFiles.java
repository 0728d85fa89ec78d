package dev.trustedpublishing.core.settings;

/** Whether the registry is asked for a file before the upload. */
public enum ExistingFiles {
  /** Uploads without asking first; the registry decides. */
  UPLOAD,
  /** Asks first, and does not upload the same bytes again. */
  SKIP
}
