package dev.trustedpublishing.testkit.registry.pypi.model;

/**
 * How much the registry accepts. Immutable.
 *
 * @param fileBytes the largest file, in bytes
 * @param projectBytes the largest sum of all files of a project, in bytes
 */
public record Limits(long fileBytes, long projectBytes) {

  private static final long MEBIBYTE = 1L << 20;

  /**
   * Returns what PyPI accepts by default: 100 MiB for a file, 10 GiB for a project (Warehouse,
   * forklift/legacy.py).
   *
   * @return the limits
   */
  public static Limits ofPyPi() {
    return new Limits(100 * MEBIBYTE, 10 * 1024 * MEBIBYTE);
  }

  /**
   * Returns the first limit as in the registry's messages.
   *
   * @return the largest file, in whole MiB
   */
  public long fileMebibytes() {
    return fileBytes / MEBIBYTE;
  }

  /**
   * Returns the second limit as in the registry's messages.
   *
   * @return the largest project, in whole GiB
   */
  public long projectGibibytes() {
    return projectBytes / (1024 * MEBIBYTE);
  }
}
