package dev.trustedpublishing.support.file;

/**
 * A member of a tar archive.
 *
 * <p>For the thread that reads the archive.
 *
 * @param path its path in the archive, which stays in the folder that it is unpacked into
 * @param kind what it is
 * @param size the size of its content in bytes
 * @param linkTarget where a link points to; empty for other members
 * @param mode its permissions, as tar has them
 */
public record TarMember(String path, Kind kind, long size, String linkTarget, int mode) {

  /** What a member is. */
  public enum Kind {
    /** A regular file. */
    FILE,
    /** A folder. */
    FOLDER,
    /** A symbolic link, whose target is relative to the folder that it is in. */
    SYMBOLIC_LINK,
    /** A hard link, whose target is relative to the archive. */
    HARD_LINK
  }
}
