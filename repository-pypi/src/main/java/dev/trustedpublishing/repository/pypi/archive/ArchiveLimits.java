package dev.trustedpublishing.repository.pypi.archive;

/** How much of an archive is looked at; far beyond what real ones have. */
public final class ArchiveLimits {
  /** The largest metadata file, in bytes: 16 MiB. */
  public static final int LARGEST_METADATA = 16 << 20;

  /** The largest source distribution when unpacked, in bytes: 1 GiB. */
  public static final long LARGEST_SDIST = 1L << 30;

  /** The most that stands between the contents of two tar members, in bytes: 1 MiB. */
  public static final long LARGEST_TAR_HEADERS = 1L << 20;

  /** The most members. */
  public static final int MOST_MEMBERS = 200_000;

  private ArchiveLimits() {}
}
