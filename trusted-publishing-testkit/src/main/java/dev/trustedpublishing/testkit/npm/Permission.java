package dev.trustedpublishing.testkit.npm;

/** What a trusted publisher may do with its package (npm.md 3). */
public enum Permission {
  /** {@code createPackage}: {@code npm publish}. */
  CREATE_PACKAGE,
  /** {@code createStagedPackage}: {@code npm stage publish}. */
  CREATE_STAGED_PACKAGE
}
