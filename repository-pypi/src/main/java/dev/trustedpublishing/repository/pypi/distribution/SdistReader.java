package dev.trustedpublishing.repository.pypi.distribution;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.repository.pypi.archive.ArchiveLimits;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadata;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadataReader;
import dev.trustedpublishing.repository.pypi.metadata.MetadataRules;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import dev.trustedpublishing.repository.pypi.metadata.PythonVersion;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.support.file.MemberPath;
import dev.trustedpublishing.support.file.TarGzipReader;
import dev.trustedpublishing.support.file.TarMember;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks a source distribution (PEP 625) in one pass. Only {@code PKG-INFO} is kept, with
 * a limit. Single use.
 */
public final class SdistReader {
  private static final String SUFFIX = ".tar.gz";
  private static final int SET_USER_OR_GROUP = 06000;

  private final ArchiveFile file;
  private final FileProblems findings;
  private final Set<String> topFolders = new TreeSet<>();
  private final Set<String> members = new HashSet<>();
  private byte @Nullable [] packageInfo;

  public SdistReader(ArchiveFile file, FileProblems findings) {
    this.file = file;
    this.findings = findings;
  }

  /**
   * Reads the source distribution.
   *
   * @return the artifact; empty if its name or version is invalid, which is then a problem
   * @throws InvalidFileException if it can not be read further
   */
  public Optional<PyPiArtifact> read() throws InvalidFileException {
    ArtifactFile hashed = new TarGzipReader(file, ArchiveLimits.MAX_SDIST).readFile(this::visit);
    String folder = topFolder();
    if (packageInfo == null) {
      throw file.invalid("PKG-INFO not found at " + SafeText.shown(folder) + "/PKG-INFO.");
    }
    CoreMetadata metadata = CoreMetadataReader.read(file, "PKG-INFO", packageInfo);
    new MetadataRules(file, "PKG-INFO", metadata, findings).check(folder + "/", members);
    Optional<PyPiArtifact> artifact =
        PyPiArtifact.of(hashed, PyPiArtifact.Kind.SDIST, "", metadata);
    artifact.ifPresent(
        read -> checkName(read, read.project().escaped() + "-" + read.pythonVersion(), folder));
    return artifact;
  }

  private TarGzipReader.Next visit(TarMember member, InputStream content)
      throws InvalidFileException, IOException {
    String shown = "'" + SafeText.shown(member.path()) + "'";
    if (linksOut(member)) {
      throw refused(shown + " links to " + SafeText.shown(member.linkTarget()) + ", outside");
    }
    boolean plain = member.kind() == TarMember.Kind.FILE;
    if (member.kind() != TarMember.Kind.FOLDER && (member.mode() & SET_USER_OR_GROUP) != 0) {
      throw refused(shown + " has setuid or setgid permissions");
    }
    members.add(member.path());
    String[] parts = member.path().split("/", -1);
    if (topFolders.size() < 3) {
      topFolders.add(parts[0]);
    }
    if (parts.length == 2 && parts[1].equals("PKG-INFO")) {
      if (!plain || packageInfo != null) {
        throw refused(plain ? "PKG-INFO exists twice" : "PKG-INFO is not a plain file");
      }
      if (member.size() > ArchiveLimits.MAX_METADATA) {
        throw refused("PKG-INFO has more than " + ArchiveLimits.MAX_METADATA + " bytes");
      }
      packageInfo = content.readAllBytes();
    }
    return TarGzipReader.Next.CONTINUE;
  }

  private static boolean linksOut(TarMember member) {
    return switch (member.kind()) {
      case SYMBOLIC_LINK -> MemberPath.linksOut(member.path(), member.linkTarget());
      case HARD_LINK -> MemberPath.leavesFolder(member.linkTarget());
      case FILE, FOLDER -> false;
    };
  }

  private String topFolder() throws InvalidFileException {
    if (topFolders.size() != 1 || topFolders.contains(".")) {
      throw refused(
          "incorrect number of top-level directories, found %s; expected: one folder, named like the file without %s"
              .formatted(
                  topFolders.isEmpty() ? "nothing" : SafeText.shown(String.join(", ", topFolders)),
                  SUFFIX));
    }
    return topFolders.iterator().next();
  }

  private void checkName(PyPiArtifact read, String stem, String folder) {
    if (!file.name().equals(stem + SUFFIX)) {
      findings.report(
          isNamedFor(read) ? "sdist-normalized" : "sdist-agrees",
          file.problem(
                  ErrorCode.PUBLISH_INVALID_FILENAME, "the file name and the metadata disagree.")
              .found(file.shown())
              .expected(SafeText.shown(stem + SUFFIX))
              .remedy(
                  "Build it again with a build backend that follows PEP 625 (setuptools 69.3 or"
                      + " newer, and all other current ones)."));
    } else if (!folder.equals(stem)) {
      findings.report(
          "sdist-folder",
          file.problem(ErrorCode.PUBLISH_INVALID_ARCHIVE, "its folder is not named like the file.")
              .found(SafeText.shown(folder))
              .expected(SafeText.shown(stem))
              .remedy("No action needed: current build backends use the right name."));
    }
  }

  /** Returns whether the name is one of this release, in whatever spelling. */
  private boolean isNamedFor(PyPiArtifact read) {
    String stem = file.name().substring(0, file.name().length() - SUFFIX.length());
    int dash = stem.lastIndexOf('-');
    return dash > 0
        && new ProjectName(stem.substring(0, dash)).isSameAs(read.project())
        && PythonVersion.parse(stem.substring(dash + 1))
            .filter(read.pythonVersion()::isSameAs)
            .isPresent();
  }

  private InvalidFileException refused(String what) {
    return file.invalid("the tar archive would be rejected: " + what + ".");
  }
}
