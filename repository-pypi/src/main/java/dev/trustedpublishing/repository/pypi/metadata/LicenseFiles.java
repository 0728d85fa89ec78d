package dev.trustedpublishing.repository.pypi.metadata;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import java.util.Set;

/** Checks that license files are in the archive, for wheels and source distributions (PEP 639). */
public final class LicenseFiles {
  private LicenseFiles() {}

  /**
   * Rejects license files that are named in the metadata and are not in the archive (Warehouse,
   * forklift/legacy.py).
   *
   * @param folder where they must be, with a slash at its end
   * @param members the paths of all members
   */
  public static void check(
      ArchiveFile file,
      CoreMetadata metadata,
      String folder,
      Set<String> members,
      FileProblems findings) {
    for (CoreMetadata.Entry license : metadata.all(MetadataField.LICENSE_FILE)) {
      String path = folder + license.value();
      if (!members.contains(path)) {
        findings.refuse(
            file.problem(
                    ErrorCode.PUBLISH_INVALID_METADATA,
                    "License-File '%s' (line %d) is not in the archive."
                        .formatted(SafeText.shown(license.value()), license.line()))
                .expected(SafeText.shown(path))
                .remedy(
                    "Include the file in the build, correct 'license-files' in the project's"
                        + " configuration, or update the build backend."));
      }
    }
  }
}
