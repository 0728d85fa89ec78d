package dev.trustedpublishing.testkit.registry.pypi.archive;

import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveEntry;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveInputStream;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * An opened source distribution, checked as PyPI does (Warehouse, forklift/legacy.py). Immutable.
 *
 * @param top the directory that contains all its members
 * @param names the names of its members
 */
public record SourceArchive(String top, Set<String> names) {

  /**
   * Opens a file and reads it completely.
   *
   * @param path the file on disk
   * @param filename its name, as it was sent, which determines the kind of archive
   * @return the source distribution
   * @throws Refusal if PyPI would reject it
   * @throws IOException if it can't be read
   */
  public static SourceArchive open(Path path, String filename) throws IOException {
    return filename.endsWith(".zip") ? openZip(path) : openTar(path);
  }

  private static SourceArchive openZip(Path path) throws IOException {
    ZipArchive zip = ZipArchive.open(path);
    Set<String> names =
        zip.members().stream().map(DirectoryEntry::name).collect(Collectors.toSet());
    SourceArchive source = of(names);
    zip.checkFraming();
    return source;
  }

  private static SourceArchive openTar(Path path) throws IOException {
    if (!TarHeader.isTar(path)) {
      throw Rejections.invalid("File is not a tarfile");
    }
    try (FileChannel file = FileChannel.open(path)) {
      if (ZipDirectory.isZip(file)) {
        throw Rejections.invalid("File is both a zip and a tar file");
      }
    }
    return of(tarNames(path));
  }

  private static SourceArchive of(Set<String> names) {
    String top = commonPath(names);
    if (List.of("", ".", "/").contains(top)) {
      throw Rejections.invalid("Incorrect number of top-level directories in sdist");
    }
    if (!names.contains(top + "/PKG-INFO")) {
      throw Rejections.invalid("PKG-INFO not found at " + top + "/PKG-INFO");
    }
    return new SourceArchive(top, names);
  }

  /**
   * Checks that a license file exists.
   *
   * @param licenseFile its path in the metadata
   * @param filename the name of the source distribution
   * @throws Refusal if it does not exist
   */
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

  /** The longest common path, as Python computes it: dots and empty parts are ignored. */
  private static String commonPath(Set<String> names) {
    List<List<String>> paths =
        names.stream()
            .map(name ->
                Stream.of(name.split("/", -1))
                    .filter(part -> !part.isEmpty() && !part.equals("."))
                    .toList())
            .toList();
    long absolute = names.stream().filter(name -> name.startsWith("/")).count();
    if (absolute > 0 && absolute < names.size()) {
      throw Rejections.unexpected();
    }
    List<String> common = paths.isEmpty() ? List.of() : paths.get(0);
    for (List<String> path : paths) {
      int same = 0;
      while (same < Math.min(common.size(), path.size())
          && common.get(same).equals(path.get(same))) {
        same++;
      }
      common = common.subList(0, same);
    }
    return (absolute > 0 ? "/" : "") + String.join("/", common);
  }

  private static Set<String> tarNames(Path path) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    boolean sparse = false;
    try (InputStream in = Files.newInputStream(path);
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked(in))) {
      for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
        sparse |= entry.isSparse();
        names.add(entry.isDirectory() ? entry.getName().replaceFirst("/+$", "") : entry.getName());
        requireComplete(tar);
      }
    }
    if (sparse) {
      throw Rejections.invalid(
          "tar archive not accepted: Sparse members are not allowed. See"
              + " https://docs.pypi.org/archives for more information");
    }
    return names;
  }

  /** Python accepts an uncompressed tar file until it is opened. */
  private static InputStream unpacked(InputStream in) {
    try {
      return new GZIPInputStream(in);
    } catch (IOException e) {
      throw Rejections.unreadable();
    }
  }

  /** Python treats an unreadable header and the end of the file as the end of the archive. */
  private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar) {
    try {
      return tar.getNextEntry();
    } catch (ZipException | EOFException e) {
      throw Rejections.unreadable();
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private static void requireComplete(TarArchiveInputStream tar) {
    try {
      tar.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw Rejections.unreadable();
    }
  }
}
