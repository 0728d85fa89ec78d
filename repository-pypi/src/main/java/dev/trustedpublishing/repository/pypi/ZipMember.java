package dev.trustedpublishing.repository.pypi;

/**
 * One member of a ZIP archive, as its local header and the central directory agree on.
 *
 * @param name its path, with slashes; ends with one if it is a folder
 * @param method 0 for stored, 8 for deflated
 * @param compressedSize its size in the archive in bytes
 * @param size its size in bytes
 */
record ZipMember(String name, int method, long compressedSize, long size) {

  /** Tells whether it is a folder. */
  boolean isFolder() {
    return name.endsWith("/");
  }
}
