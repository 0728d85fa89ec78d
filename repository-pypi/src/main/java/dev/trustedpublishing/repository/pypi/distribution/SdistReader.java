package dev.trustedpublishing.repository.pypi.distribution;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.repository.pypi.archive.ArchiveLimits;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.repository.pypi.archive.FileKind;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadata;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadataReader;
import dev.trustedpublishing.repository.pypi.metadata.LicenseFiles;
import dev.trustedpublishing.repository.pypi.metadata.MetadataField;
import dev.trustedpublishing.repository.pypi.metadata.MetadataRules;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import dev.trustedpublishing.repository.pypi.metadata.PythonVersion;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.support.file.MemberPath;
import dev.trustedpublishing.support.file.MeteredStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks a source distribution (PEP 625) in one pass. Nothing is unpacked to disk; only
 * {@code PKG-INFO} is kept, with a cap. Not for use twice.
 */
public final class SdistReader {
  private static final String SUFFIX = ".tar.gz";
  private static final int SET_USER_OR_GROUP = 06000;

  private final DistributionFile file;
  private final FileProblems findings;
  private final Set<String> topFolders = new TreeSet<>();
  private final Set<String> members = new HashSet<>();
  private byte @Nullable [] packageInfo;

  public SdistReader(DistributionFile file, FileProblems findings) {
    this.file = file;
    this.findings = findings;
  }

  /**
   * Reads the source distribution.
   *
   * @return the artifact; empty if its name or version can't be told, which was refused then
   * @throws InvalidFileException if reading on makes no sense
   */
  public Optional<PyPiArtifact> read() throws InvalidFileException {
    ArtifactFile hashed = ArtifactFile.read(file.path(), this::walk);
    String folder = topFolder();
    if (packageInfo == null) {
      throw file.badArchive("PKG-INFO not found at " + SafeText.shown(folder) + "/PKG-INFO.");
    }
    CoreMetadata metadata = CoreMetadataReader.read(file, "PKG-INFO", packageInfo);
    new MetadataRules(file, "PKG-INFO", metadata, findings).check();
    for (CoreMetadata.Entry license : metadata.all(MetadataField.LICENSE_FILE)) {
      if (!members.contains(folder + "/" + license.value())) {
        findings.refuse(
            LicenseFiles.missing(file, license, SafeText.shown(folder + "/" + license.value())));
      }
    }
    return artifact(hashed, folder, metadata);
  }

  private void walk(InputStream raw) throws InvalidFileException, IOException {
    BufferedInputStream content = new BufferedInputStream(raw);
    FileKind kind = FileKind.of(content);
    if (kind != FileKind.GZIP) {
      throw file.badArchive("it is " + kind + ", and a source distribution is a tar.gz archive.");
    }
    try (InputStream inflated =
            GzipCompressorInputStream.builder()
                .setInputStream(content)
                .setDecompressConcatenated(true)
                .get();
        MeteredStream metered = new MeteredStream(inflated, ArchiveLimits.LARGEST_SDIST);
        TarArchiveInputStream tar =
            new TarArchiveInputStream(metered, StandardCharsets.UTF_8.name())) {
      metered.allow(ArchiveLimits.LARGEST_TAR_HEADERS);
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        metered.allow(ArchiveLimits.LARGEST_SDIST);
        check(entry);
        take(entry, tar);
        // Contents are read to their end, so that only headers are left to the next step.
        tar.transferTo(OutputStream.nullOutputStream());
        metered.allow(ArchiveLimits.LARGEST_TAR_HEADERS);
      }
      metered.allow(ArchiveLimits.LARGEST_SDIST);
      // Also what follows belongs to the gzip stream, whose check sum stands at its end.
      metered.transferTo(OutputStream.nullOutputStream());
    } catch (IOException | IllegalArgumentException e) {
      throw file.badArchive("the tar.gz archive can't be read.", e);
    }
  }

  private void check(TarArchiveEntry entry) throws InvalidFileException {
    String name = entry.getName();
    String shown = "'" + SafeText.shown(name) + "'";
    if (!entry.isCheckSumOK()) {
      throw refused("the header of " + shown + " has a wrong check sum");
    }
    if (entry.isSparse() || entry.isPaxGNUSparse() || entry.isStarSparse()) {
      throw refused(shown + " is a sparse member, and sparse members are not allowed");
    }
    if (MemberPath.leavesFolder(name)) {
      throw refused(shown + " is empty, absolute or leads out of the folder");
    }
    if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      throw refused(shown + " is a device or a pipe");
    }
    // A symbolic link is relative to its place, a hard link to the archive.
    boolean linksOut =
        (entry.isSymbolicLink() && MemberPath.linksOut(name, entry.getLinkName()))
            || (entry.isLink() && MemberPath.leavesFolder(entry.getLinkName()));
    if (linksOut) {
      throw refused(shown + " links to " + SafeText.shown(entry.getLinkName()) + ", outside");
    }
    if (entry.isFile() && (entry.getMode() & SET_USER_OR_GROUP) != 0) {
      throw refused(shown + " would run with somebody else's rights (setuid or setgid)");
    }
    if (members.size() == ArchiveLimits.MOST_MEMBERS) {
      throw refused("it has more than " + ArchiveLimits.MOST_MEMBERS + " members");
    }
  }

  private void take(TarArchiveEntry entry, InputStream content)
      throws InvalidFileException, IOException {
    String name = entry.getName();
    members.add(name);
    String[] parts = name.split("/", -1);
    if (topFolders.size() < 3) {
      topFolders.add(parts[0]);
    }
    if (parts.length == 2 && parts[1].equals("PKG-INFO")) {
      boolean plain = entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
      if (!plain || packageInfo != null) {
        throw refused(plain ? "PKG-INFO is there twice" : "PKG-INFO is not a plain file");
      }
      if (entry.getSize() > ArchiveLimits.LARGEST_METADATA) {
        throw refused("PKG-INFO has more than " + ArchiveLimits.LARGEST_METADATA + " bytes");
      }
      packageInfo = content.readAllBytes();
    }
  }

  private String topFolder() throws InvalidFileException {
    if (topFolders.size() != 1 || topFolders.contains(".")) {
      throw refused(
          "incorrect number of top-level directories, found "
              + (topFolders.isEmpty() ? "nothing" : SafeText.shown(String.join(", ", topFolders)))
              + "; wanted is one folder, named like the file without "
              + SUFFIX);
    }
    return topFolders.iterator().next();
  }

  private Optional<PyPiArtifact> artifact(
      ArtifactFile hashed, String folder, CoreMetadata metadata) {
    Optional<ProjectName> project =
        metadata.first(MetadataField.NAME).map(ProjectName::new).filter(ProjectName::isValid);
    Optional<PythonVersion> version =
        metadata.first(MetadataField.VERSION).flatMap(PythonVersion::parse);
    if (project.isEmpty() || version.isEmpty()) {
      return Optional.empty();
    }
    String stem = project.get().escaped() + "-" + version.get();
    if (!file.name().equals(stem + SUFFIX)) {
      findings.refuse(
          file.problem(
                  ErrorCode.PUBLISH_INVALID_FILENAME, "the file name and the metadata disagree.")
              .found(file.shown())
              .expected(SafeText.shown(stem + SUFFIX))
              .remedy(
                  "Build it again with a build backend that follows PEP 625 (setuptools 69.3 or"
                      + " newer, and all current ones)."));
    } else if (!folder.equals(stem)) {
      findings.warn(
          file.problem(ErrorCode.PUBLISH_INVALID_ARCHIVE, "its folder is not named like the file.")
              .found(SafeText.shown(folder))
              .expected(SafeText.shown(stem))
              .remedy("Nothing has to be done today; an up-to-date build backend names it so."));
    }
    return Optional.of(
        new PyPiArtifact(
            hashed,
            PyPiArtifact.Kind.SDIST,
            "",
            project.get(),
            version.get(),
            metadata,
            List.of()));
  }

  private InvalidFileException refused(String what) {
    return file.badArchive("the tar archive would not be accepted: " + what + ".");
  }
}
