package dev.trustedpublishing.repository.pypi.archive;

/**
 * One member of a ZIP archive, as its local header and the central directory agree on.
 *
 * @param name its path, with slashes; ends with one if it is a folder
 * @param size its size in bytes
 * @param crc the checksum of its content that the central directory claims
 */
public record ZipMember(String name, long size, long crc) {

  /** Returns whether it is a folder. */
  public boolean isFolder() {
    return name.endsWith("/");
  }
}
