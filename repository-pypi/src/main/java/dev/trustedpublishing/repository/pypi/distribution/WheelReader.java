package dev.trustedpublishing.repository.pypi.distribution;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.repository.pypi.archive.ArchiveLimits;
import dev.trustedpublishing.repository.pypi.archive.PackedMember;
import dev.trustedpublishing.repository.pypi.archive.ZipLayout;
import dev.trustedpublishing.repository.pypi.archive.ZipMember;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadata;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadataReader;
import dev.trustedpublishing.repository.pypi.metadata.MetadataRules;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

/**
 * Reads and checks a wheel (PEP 427). Only {@code METADATA}, {@code WHEEL} and {@code RECORD} are
 * ever unpacked, into memory and with a size limit.
 *
 * @param file the wheel
 * @param findings receives the problems
 */
public record WheelReader(ArchiveFile file, FileProblems findings) {
  /**
   * Reads the wheel.
   *
   * @return the artifact; empty if its name or version is invalid, which is then a problem
   * @throws InvalidFileException if it can not be read further
   */
  public Optional<PyPiArtifact> read() throws InvalidFileException {
    WheelName name = WheelName.of(file);
    String folder = name.distInfo() + "/";
    ZipLayout layout =
        new ZipLayout(file, Set.of(folder + "METADATA", folder + "WHEEL", folder + "RECORD"));
    ArtifactFile hashed = hashed(layout);
    Map<String, ZipMember> members = byName(layout.members());
    checkDistInfo(name, members.keySet());
    CoreMetadata metadata =
        CoreMetadataReader.read(file, "METADATA", content(layout, members, folder + "METADATA"));
    checkTags(name, content(layout, members, folder + "WHEEL"));
    new WheelRecord(file, folder, content(layout, members, folder + "RECORD"))
        .check(members.values(), findings);
    new MetadataRules(file, "METADATA", metadata, findings)
        .check(folder + "licenses/", members.keySet());
    Optional<PyPiArtifact> artifact =
        PyPiArtifact.of(hashed, PyPiArtifact.Kind.WHEEL, name.python(), metadata);
    artifact.ifPresent(read -> name.check(file, read.project(), read.pythonVersion(), findings));
    return artifact;
  }

  private ArtifactFile hashed(ZipLayout layout) throws InvalidFileException {
    try {
      return ArtifactFile.read(file.path(), layout::check);
    } catch (IOException e) {
      throw file.damaged("the ZIP archive can't be read.", e);
    }
  }

  private Map<String, ZipMember> byName(List<ZipMember> members) {
    Map<String, ZipMember> byName = new HashMap<>();
    Map<String, String> byFoldedName = new HashMap<>();
    for (ZipMember member : members) {
      byName.put(member.name(), member);
      String folded = member.name().toLowerCase(Locale.ROOT);
      String other = byFoldedName.put(folded, member.name());
      if (other != null) {
        findings.report(
            "members-case",
            file.problem(ErrorCode.PUBLISH_INVALID_ARCHIVE, "two members differ only in case.")
                .found(SafeText.shown(other) + " and " + SafeText.shown(member.name()))
                .remedy("Rename one of them: on Windows and macOS, one replaces the other."));
      }
    }
    return byName;
  }

  /**
   * The folder's name must be that of the file: PyPI reads WHEEL and METADATA only from that
   * folder.
   */
  private void checkDistInfo(WheelName name, Set<String> members) throws InvalidFileException {
    Set<String> folders =
        members.stream()
            .filter(member -> member.contains("/"))
            .map(member -> member.substring(0, member.indexOf('/')))
            .filter(folder -> folder.endsWith(".dist-info"))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!folders.equals(Set.of(name.distInfo()))) {
      throw new InvalidFileException(
          file.problem(
                  ErrorCode.PUBLISH_INVALID_ARCHIVE,
                  "it must have exactly one .dist-info folder, named like the file.")
              .found(folders.isEmpty() ? "none" : SafeText.shown(String.join(", ", folders)))
              .expected(SafeText.shown(name.distInfo()))
              .remedy("Build the wheel again; a renamed wheel can't be installed or published."));
    }
  }

  /** Installers choose by the file name, and some tools copy the tags of WHEEL into it. */
  private void checkTags(WheelName name, byte[] wheel) {
    Set<String> inside =
        new String(wheel, StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.regionMatches(true, 0, "Tag:", 0, 4))
            .map(line -> line.substring(4).strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!inside.equals(name.tags())) {
      findings.report(
          "wheel-tags",
          file.problem(
                  ErrorCode.PUBLISH_INVALID_ARCHIVE, "the tags in WHEEL are not those of its name.")
              .found(inside.isEmpty() ? "no Tag line" : SafeText.shown(String.join(", ", inside)))
              .expected(SafeText.shown(String.join(", ", name.tags())))
              .remedy("Build the wheel again, and do not rename it ('wheel tags' changes both)."));
    }
  }

  private byte[] content(ZipLayout layout, Map<String, ZipMember> members, String path)
      throws InvalidFileException {
    ZipMember member = members.get(path);
    if (member == null || member.size() == 0) {
      String how = member == null ? "missing" : "empty";
      throw file.invalid("the wheel's file " + SafeText.shown(path) + " is " + how + ".");
    }
    if (member.size() > ArchiveLimits.MAX_METADATA) {
      throw file.invalid(
          "%s has %s bytes; at most %s are read."
              .formatted(SafeText.shown(path), member.size(), ArchiveLimits.MAX_METADATA));
    }
    byte[] content = unpacked(layout, member);
    CRC32 crc = new CRC32();
    crc.update(content);
    if (content.length != member.size() || crc.getValue() != member.crc()) {
      throw file.invalid(SafeText.shown(path) + " does not have its declared size or CRC.");
    }
    return content;
  }

  private byte[] unpacked(ZipLayout layout, ZipMember member) throws InvalidFileException {
    PackedMember packed =
        layout
            .take(member.name())
            .orElseThrow(() ->
                file.invalid(
                    SafeText.shown(member.name()) + " is larger packed than its limit unpacked."));
    try {
      return packed.unpack((int) member.size());
    } catch (DataFormatException e) {
      throw file.damaged(SafeText.shown(member.name()) + " can't be unpacked.", e);
    }
  }
}
