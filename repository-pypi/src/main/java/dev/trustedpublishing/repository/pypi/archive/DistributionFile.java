package dev.trustedpublishing.repository.pypi.archive;

import dev.trustedpublishing.support.file.ArchiveFile;
import java.nio.file.Path;

/** Wheels and source distributions while they are checked. */
public final class DistributionFile {
  private DistributionFile() {}

  public static ArchiveFile of(Path path) {
    return new ArchiveFile(
        path,
        "an archive as described at https://docs.pypi.org/archives",
        "Build the file again with a current build backend.");
  }
}
