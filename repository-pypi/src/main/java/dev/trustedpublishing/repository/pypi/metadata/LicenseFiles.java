package dev.trustedpublishing.repository.pypi.metadata;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;

/** What is said about license files, the same for wheels and source distributions (PEP 639). */
public final class LicenseFiles {
  private LicenseFiles() {}

  /**
   * A license file is named in the metadata and is not in the archive (Warehouse,
   * forklift/legacy.py).
   */
  public static Problem missing(
      DistributionFile file, CoreMetadata.Entry license, String expected) {
    return file.problem(
            ErrorCode.PUBLISH_INVALID_METADATA,
            "License-File '"
                + SafeText.shown(license.value())
                + "' (line "
                + license.line()
                + ") is not in the archive.")
        .expected(expected)
        .remedy(
            "Make the build include the file, correct 'license-files' in the project's"
                + " configuration, or update the build backend.");
  }
}
