package dev.trustedpublishing.repository.pypi;

/**
 * One member of a ZIP archive, as its local header and the central directory agree on.
 *
 * @param name its path, with slashes; ends with one if it is a folder
 * @param size its size in bytes
 */
record ZipMember(String name, long size) {

  /** Tells whether it is a folder. */
  boolean isFolder() {
    return name.endsWith("/");
  }
}
