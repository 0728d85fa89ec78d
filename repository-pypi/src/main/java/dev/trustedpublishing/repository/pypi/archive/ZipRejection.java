package dev.trustedpublishing.repository.pypi.archive;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.InvalidFileException;

/**
 * Describes why a ZIP archive is rejected.
 *
 * @param file the archive
 */
record ZipRejection(ArchiveFile file) {

  InvalidFileException of(String what, String expected) {
    return file.invalid(
        "the ZIP archive would be rejected: %s; expected: %s.".formatted(what, expected));
  }

  InvalidFileException ofMember(String name, String what, String expected) {
    return of("'" + SafeText.shown(name) + "' " + what, expected);
  }

  InvalidFileException contradiction(String name, String about) {
    return of(
        "the headers of '%s' contradict each other about %s".formatted(SafeText.shown(name), about),
        "the same value for all readers");
  }
}
