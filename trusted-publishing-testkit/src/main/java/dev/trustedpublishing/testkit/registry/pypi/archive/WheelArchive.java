package dev.trustedpublishing.testkit.registry.pypi.archive;

import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * An opened wheel, checked as PyPI does (Warehouse, forklift/legacy.py).
 *
 * @param filename its name
 * @param distInfo the name of its {@code .dist-info} directory
 * @param members its members by name, as the central directory has them
 */
public record WheelArchive(String filename, String distInfo, Map<String, ZipArchiveEntry> members) {

  private static final long RATIO_FLOOR = 64L << 20;
  private static final long RATIO_LIMIT = 50;

  /** A file system takes names of 255 bytes, and PyPI puts ".metadata" after this one. */
  private static final int NAME_LIMIT = 255 - ".metadata".length();

  /**
   * Opens a file.
   *
   * @throws Refusal if PyPI would not take it
   */
  public static WheelArchive open(Path path, String filename) throws IOException {
    Map<String, ZipArchiveEntry> members = members(path);
    checkCompression(path, members);
    String[] parts = filename.split("-", 3);
    if (parts.length != 3) {
      throw invalid("Unable to parse name and version from wheel filename");
    }
    WheelArchive wheel =
        new WheelArchive(filename, parts[0] + "-" + parts[1] + ".dist-info", members);
    if (!members.containsKey(wheel.distInfo + "/WHEEL")) {
      throw invalid("WHEEL not found at " + wheel.distInfo + "/WHEEL");
    }
    new ZipFraming(members).check(path);
    return wheel;
  }

  public void checkLicenseFile(String licenseFile) {
    String path = distInfo + "/licenses/" + licenseFile;
    if (!members.containsKey(path)) {
      throw Refusal.badRequest(
          "License-File "
              + licenseFile
              + " does not exist in distribution file "
              + filename
              + " at "
              + path);
    }
  }

  /** Step 26. */
  public void checkRequiredFiles() {
    for (String required : List.of("RECORD", "METADATA")) {
      if (!members.containsKey(distInfo + "/" + required)) {
        throw Refusal.badRequest(
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
    if (filename.getBytes(StandardCharsets.UTF_8).length > NAME_LIMIT) {
      throw Refusal.badRequest("Filename is too long: '" + filename + "'");
    }
  }

  private static Map<String, ZipArchiveEntry> members(Path path) {
    Map<String, ZipArchiveEntry> members = new LinkedHashMap<>();
    try (ZipFile zip = ZipFile.builder().setPath(path).get()) {
      zip.getEntries().asIterator().forEachRemaining(e -> members.putIfAbsent(e.getName(), e));
    } catch (IOException | IllegalArgumentException e) {
      // The file is on our own disk: what can't be read is not a ZIP file.
      throw invalid("File is not a zipfile");
    }
    return members;
  }

  private static void checkCompression(Path path, Map<String, ZipArchiveEntry> members)
      throws IOException {
    long unpacked = members.values().stream().mapToLong(ZipArchiveEntry::getSize).sum();
    if (unpacked > RATIO_FLOOR && unpacked / Files.size(path) >= RATIO_LIMIT) {
      throw invalid("File exceeds compression ratio of 50");
    }
    if (members.values().stream()
        .anyMatch(entry ->
            entry.getMethod() != ZipEntry.STORED && entry.getMethod() != ZipEntry.DEFLATED)) {
      throw invalid("File does not use a supported compression type");
    }
  }

  private static Refusal invalid(String detail) {
    return Refusal.badRequest("Invalid distribution file. " + detail);
  }
}
