package dev.trustedpublishing.testkit.registry.pypi.archive;

import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An opened source distribution, checked as PyPI does (Warehouse, forklift/legacy.py).
 *
 * @param top the one directory at its top
 * @param names the names of its members
 */
public record SourceArchive(String top, Set<String> names) {

  /**
   * Opens a file and reads it completely.
   *
   * @throws Refusal if PyPI would not take it
   */
  public static SourceArchive open(Path path) throws IOException {
    Set<String> names = names(path);
    Set<String> tops = new LinkedHashSet<>();
    for (String name : names) {
      tops.add(name.split("/", 2)[0]);
    }
    String top = tops.size() == 1 ? tops.iterator().next() : "";
    if (top.isEmpty() || top.equals(".")) {
      throw invalid("Incorrect number of top-level directories in sdist");
    }
    if (!names.contains(top + "/PKG-INFO")) {
      throw invalid("PKG-INFO not found at " + top + "/PKG-INFO");
    }
    return new SourceArchive(top, names);
  }

  public void checkLicenseFile(String licenseFile, String filename) {
    String path = top + "/" + licenseFile;
    if (!names.contains(path)) {
      throw Refusal.badRequest(
          "License-File "
              + licenseFile
              + " does not exist in distribution file "
              + filename
              + " at "
              + path);
    }
  }

  private static Set<String> names(Path path) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    try (InputStream in = Files.newInputStream(path);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isSparse()) {
          throw invalid(
              "tar archive not accepted: Sparse members are not allowed. See"
                  + " https://docs.pypi.org/archives for more information");
        }
        names.add(entry.getName());
      }
    } catch (IOException | IllegalArgumentException e) {
      // The file is on our own disk: what can't be read is not a tar file.
      throw invalid("File is not a tarfile");
    }
    if (names.isEmpty()) {
      throw invalid("File is not a tarfile");
    }
    return names;
  }

  private static Refusal invalid(String detail) {
    return Refusal.badRequest("Invalid distribution file. " + detail);
  }
}
