package dev.trustedpublishing.repository.pypi.archive;

/** How much of an archive is looked at; far beyond what real ones have. */
public final class ArchiveLimits {
  /** The largest metadata file, in bytes: 16 MiB. */
  public static final int MAX_METADATA = 16 << 20;

  /** The largest source distribution when unpacked, in bytes: 1 GiB. */
  public static final long MAX_SDIST = 1L << 30;

  /** The highest number of members. */
  public static final int MAX_MEMBERS = 200_000;

  private ArchiveLimits() {}
}
