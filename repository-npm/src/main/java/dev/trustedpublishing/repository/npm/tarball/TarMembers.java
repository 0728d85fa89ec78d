package dev.trustedpublishing.repository.npm.tarball;

import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.support.file.TarGzipReader;
import dev.trustedpublishing.support.file.TarMember;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the files of a packed package, and rejects what no package has: links, and files that are
 * present twice. Single use.
 */
final class TarMembers {
  /** The maximum unpacked size: 2 GiB. */
  private static final long MAX_SIZE = 2L << 30;

  /** What every package may unpack to, however small it is, in bytes: 64 MiB. */
  private static final long FREE_SIZE = 64L << 20;

  /** How many times larger than the file that may be; real packages stay below 20. */
  private static final long MAX_RATIO = 100;

  private final ArchiveFile file;
  private final Set<String> paths = new HashSet<>();
  private final Set<String> outside = new TreeSet<>();

  TarMembers(ArchiveFile file) {
    this.file = file;
  }

  /**
   * Reads all files.
   *
   * @param raw the content of the archive
   * @param visitor receives the files, with their paths in the package
   * @throws InvalidFileException if it is not a package, or one that is rejected
   */
  void visit(InputStream raw, TarGzipReader.Visitor visitor)
      throws InvalidFileException, IOException {
    long size = Files.size(file.path());
    long limit = Math.min(MAX_SIZE, Math.max(FREE_SIZE, MAX_RATIO * size));
    new TarGzipReader(file, limit)
        .read(
            raw,
            (member, content) -> {
              check(member);
              if (member.kind() == TarMember.Kind.FOLDER) {
                return TarGzipReader.Next.CONTINUE;
              }
              TarMember inPackage = inPackage(member);
              return inPackage.path().isEmpty()
                  ? TarGzipReader.Next.CONTINUE
                  : visitor.visit(inPackage, content);
            });
  }

  /** The files in no folder, sorted: npm installs none of them. */
  Set<String> outside() {
    return outside;
  }

  private void check(TarMember member) throws InvalidFileException {
    String path = member.path();
    if (member.kind() != TarMember.Kind.FILE && member.kind() != TarMember.Kind.FOLDER) {
      throw file.invalidMember(path, "is a link, and npm omits links when it unpacks");
    }
    if (path.indexOf('\\') >= 0 || path.chars().anyMatch(c -> c < ' ')) {
      throw file.invalidMember(
          path, "has a path that points outside of the archive on some systems");
    }
  }

  /** npm cuts off the first part, whatever it is called. */
  private TarMember inPackage(TarMember member) throws InvalidFileException {
    int folder = member.path().indexOf('/');
    String path = folder < 0 ? "" : member.path().substring(folder + 1);
    if (!(folder < 0 ? outside.add(member.path()) : paths.add(path))) {
      throw file.invalidMember(
          folder < 0 ? member.path() : path, "exists twice, so readers may differ");
    }
    return new TarMember(path, member.kind(), member.size(), "", member.mode());
  }
}
