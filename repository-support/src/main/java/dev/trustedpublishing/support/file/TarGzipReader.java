package dev.trustedpublishing.support.file;

import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveEntry;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveInputStream;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarConstants;
import dev.trustedpublishing.internal.commons.compress.compressors.gzip.GzipCompressorInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a tar.gz archive member by member. Nothing is unpacked to disk. Rejects what no package
 * has: devices, sparse members, paths that point outside of the archive or are not normalized, an
 * archive without its end, and more than it would unpack.
 *
 * <p>Immutable.
 *
 * @param file the archive, for error messages
 * @param maxUnpacked the largest size of the unpacked archive, in bytes
 */
public record TarGzipReader(ArchiveFile file, long maxUnpacked) {
  /** More than any real archive has between the contents of two members: 1 MiB. */
  private static final long MAX_HEADERS = 1L << 20;

  private static final int MAX_MEMBERS = 200_000;

  private static final int BLOCK = 512;

  /** Two blocks of zeros (POSIX, pax); some readers continue after a single one. */
  private static final int END = 2 * BLOCK;

  /** Receives the members one by one. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Visits a member.
     *
     * @param member the member
     * @param content its content; the rest of it is skipped
     * @return whether to continue
     * @throws InvalidFileException if the member must not be in the archive
     * @throws IOException if the content can't be read
     */
    Next visit(TarMember member, InputStream content) throws InvalidFileException, IOException;
  }

  /** What to do after a member. */
  public enum Next {
    /** Read the next member. */
    CONTINUE,
    /** Read no more. */
    STOP
  }

  /**
   * Reads the file of the archive, and records it.
   *
   * @param visitor receives all members
   * @return the file as it is now
   * @throws InvalidFileException if the archive is damaged, or if it is rejected
   */
  public ArtifactFile readFile(Visitor visitor) throws InvalidFileException {
    try {
      return ArtifactFile.read(file.path(), content -> read(content, visitor));
    } catch (IOException e) {
      throw file.damaged("the tar.gz archive can't be read.", e);
    }
  }

  /**
   * Reads the archive.
   *
   * @param raw the content of the file; not closed
   * @param visitor receives all members
   * @throws InvalidFileException if the archive is damaged, or if it is rejected
   */
  public void read(InputStream raw, Visitor visitor) throws InvalidFileException {
    BufferedInputStream content = new BufferedInputStream(raw);
    try {
      FileKind kind = FileKind.of(content);
      if (kind != FileKind.GZIP) {
        throw file.invalid("it is " + kind + ", not a tar.gz archive.");
      }
      try (InputStream inflated =
              GzipCompressorInputStream.builder()
                  .setInputStream(content)
                  .setDecompressConcatenated(true)
                  .get();
          MeteredStream metered = new MeteredStream(inflated, maxUnpacked);
          TarArchiveInputStream tar =
              new TarArchiveInputStream(metered, StandardCharsets.UTF_8.name())) {
        visit(tar, metered, visitor);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw file.damaged("the tar.gz archive can't be read.", e);
    }
  }

  private void visit(TarArchiveInputStream tar, MeteredStream metered, Visitor visitor)
      throws InvalidFileException, IOException {
    int members = 0;
    long contentEnd = 0;
    metered.allow(MAX_HEADERS);
    TarArchiveEntry entry;
    while ((entry = tar.getNextEntry()) != null) {
      metered.allow(maxUnpacked);
      if (++members > MAX_MEMBERS) {
        throw file.invalid("it has more than " + MAX_MEMBERS + " members.");
      }
      if (visitor.visit(member(entry), tar) == Next.STOP) {
        return;
      }
      // Contents are read completely, so that only headers are left to the next step.
      tar.transferTo(OutputStream.nullOutputStream());
      contentEnd = metered.total();
      metered.allow(MAX_HEADERS);
    }
    metered.allow(maxUnpacked);
    // The rest belongs to the gzip stream too, whose checksum is at its end.
    metered.transferTo(OutputStream.nullOutputStream());
    // This reader stops at the first block of zeros. Another one must not find a member after it.
    long membersEnd = (contentEnd + BLOCK - 1) / BLOCK * BLOCK;
    long end = metered.total() - membersEnd;
    if (end < Math.min(END, metered.total()) || metered.zeros() < end) {
      throw new IOException("it does not end with two blocks of zeros");
    }
  }

  private TarMember member(TarArchiveEntry entry) throws InvalidFileException {
    String path = entry.getName();
    if (!entry.isCheckSumOK()) {
      throw file.invalidMember(path, "has a header with a wrong checksum");
    }
    if (entry.isSparse()) {
      throw file.invalidMember(path, "is sparse, and sparse members are not allowed");
    }
    if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      throw file.invalidMember(path, "is a device or a pipe");
    }
    if (MemberPath.leavesFolder(path)) {
      throw file.invalidMember(
          path, "has a path that is empty, absolute, or points outside of the archive");
    }
    boolean file = entry.getLinkFlag() == TarConstants.LF_NORMAL && path.endsWith("/");
    if (file || !MemberPath.isNormal(path)) {
      throw this.file.invalidMember(path, MemberPath.NOT_NORMAL);
    }
    return new TarMember(path, kind(entry), entry.getSize(), entry.getLinkName(), entry.getMode());
  }

  private static TarMember.Kind kind(TarArchiveEntry entry) {
    if (entry.isSymbolicLink()) {
      return TarMember.Kind.SYMBOLIC_LINK;
    }
    if (entry.isLink()) {
      return TarMember.Kind.HARD_LINK;
    }
    return entry.isDirectory() ? TarMember.Kind.FOLDER : TarMember.Kind.FILE;
  }
}
