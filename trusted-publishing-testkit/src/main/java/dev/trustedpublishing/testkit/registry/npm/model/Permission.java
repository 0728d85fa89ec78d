package dev.trustedpublishing.testkit.registry.npm.model;

/** What a trusted publisher may do with its package (npm's documentation of trusted publishing). */
public enum Permission {
  /** {@code createPackage}: {@code npm publish}. */
  CREATE_PACKAGE,
  /** {@code createStagedPackage}: {@code npm stage publish}. */
  CREATE_STAGED_PACKAGE
}
