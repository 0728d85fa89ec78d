package dev.trustedpublishing.repository.pypi.archive;

/** Limits for reading archives, far above real ones. */
public final class ArchiveLimits {
  /** The maximum size of a metadata file: 16 MiB. */
  public static final int MAX_METADATA = 16 << 20;

  /** The maximum unpacked size of a source distribution: 1 GiB. */
  public static final long MAX_SDIST = 1L << 30;

  /** The highest number of members. */
  public static final int MAX_MEMBERS = 200_000;

  private ArchiveLimits() {}
}
