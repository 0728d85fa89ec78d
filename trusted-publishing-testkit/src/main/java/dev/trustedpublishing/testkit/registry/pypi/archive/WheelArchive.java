package dev.trustedpublishing.testkit.registry.pypi.archive;

import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import dev.trustedpublishing.testkit.registry.pypi.rule.EntryPoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An opened wheel, checked as PyPI does (Warehouse, forklift/legacy.py). Immutable.
 *
 * @param filename its name
 * @param distInfo the name of its {@code .dist-info} directory
 * @param zip the file
 */
public record WheelArchive(String filename, String distInfo, ZipArchive zip) {

  /** File systems allow names of 255 bytes, and PyPI appends ".metadata" to this one. */
  private static final int NAME_LIMIT = 255 - ".metadata".length();

  /**
   * Opens a file.
   *
   * @param path the file on disk
   * @param filename its name, as it was sent
   * @return the wheel
   * @throws Refusal if PyPI would reject it
   * @throws IOException if it can't be read
   */
  public static WheelArchive open(Path path, String filename) throws IOException {
    ZipArchive zip = ZipArchive.open(path);
    String[] parts = filename.split("-", 3);
    if (parts.length != 3) {
      throw Rejections.invalid("Unable to parse name and version from wheel filename");
    }
    WheelArchive wheel = new WheelArchive(filename, parts[0] + "-" + parts[1] + ".dist-info", zip);
    if (zip.content(wheel.distInfo + "/WHEEL").isEmpty()) {
      throw Rejections.invalid("WHEEL not found at " + wheel.distInfo + "/WHEEL");
    }
    zip.checkFraming();
    return wheel;
  }

  /**
   * Checks that a license file exists.
   *
   * @param licenseFile its path in the metadata
   * @throws Refusal if it does not exist
   * @throws IOException if the wheel can't be read
   */
  public void checkLicenseFile(String licenseFile) throws IOException {
    String path = distInfo + "/licenses/" + licenseFile;
    if (zip.content(path).isEmpty()) {
      throw Refusal.badRequest(
          "License-File "
              + licenseFile
              + " does not exist in distribution file "
              + filename
              + " at "
              + path);
    }
  }

  /**
   * Checks the files that PyPI reads: step 26. If RECORD and the archive differ, PyPI sends an
   * e-mail and accepts the wheel.
   *
   * @throws Refusal if one is missing or can't be read
   * @throws IOException if the wheel can't be read
   */
  public void checkRequiredFiles() throws IOException {
    Optional<String> record = zip.content(distInfo + "/RECORD").flatMap(ZipDirectory::utf8);
    requireRecord(record.orElseThrow(() -> missing("RECORD")));
    Optional<byte[]> entryPoints = zip.content(distInfo + "/entry_points.txt");
    if (entryPoints.isPresent()
        && !ZipDirectory.utf8(entryPoints.get()).map(EntryPoints::areValid).orElse(false)) {
      throw Refusal.badRequest(
          "Wheel '" + filename + "' has invalid entry points defined in the entry_points.txt file");
    }
    if (zip.content(distInfo + "/METADATA").isEmpty()) {
      throw missing("METADATA");
    }
    if (filename.getBytes(StandardCharsets.UTF_8).length > NAME_LIMIT) {
      throw Refusal.badRequest("Filename is too long: '" + filename + "'");
    }
  }

  /** An empty line is a row without a path, which PyPI's code does not expect. */
  private static void requireRecord(String record) {
    if (record.lines().anyMatch(String::isEmpty)) {
      throw Rejections.unexpected();
    }
  }

  private Refusal missing(String required) {
    return Refusal.badRequest(
        "Wheel '"
            + filename
            + "' does not contain the required "
            + required
            + " file: "
            + distInfo
            + "/"
            + required);
  }
}
