package dev.trustedpublishing.repository.pypi;

/**
 * How much of an archive is looked at; far beyond what real ones have (fault-matrix.md W06, S02).
 */
final class ArchiveLimits {
  /** The largest metadata file, in bytes: 16 MiB. */
  static final int LARGEST_METADATA = 16 << 20;

  /** The largest source distribution when unpacked, in bytes: 1 GiB. */
  static final long LARGEST_SDIST = 1L << 30;

  /** The most that stands between the contents of two tar members, in bytes: 1 MiB. */
  static final long LARGEST_TAR_HEADERS = 1L << 20;

  /** The most members. */
  static final int MOST_MEMBERS = 200_000;

  private ArchiveLimits() {}
}
