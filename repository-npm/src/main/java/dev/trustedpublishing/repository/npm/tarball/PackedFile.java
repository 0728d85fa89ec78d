package dev.trustedpublishing.repository.npm.tarball;

import dev.trustedpublishing.support.file.ArchiveFile;
import java.nio.file.Path;

/** Packed packages while they are checked. */
public final class PackedFile {
  private PackedFile() {}

  public static ArchiveFile of(Path path) {
    return new ArchiveFile(
        path,
        "a package as 'npm pack' writes it",
        "Pack it again with 'npm pack', and publish the result.");
  }

  /** Returns whether it is named like a file that {@code npm pack} writes. */
  public static boolean isNamedLikePackage(ArchiveFile file) {
    return file.name().endsWith(".tgz") || file.name().endsWith(".tar.gz");
  }
}
