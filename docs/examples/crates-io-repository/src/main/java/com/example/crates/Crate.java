package com.example.crates;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.support.file.TarGzipReader;
import dev.trustedpublishing.support.file.TarMember;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code .crate} file as cargo packs it: a gzip tar with a normalized {@code Cargo.toml}. */
record Crate(ArtifactFile file, String packageName, String version) implements Artifact {
  private static final long MAX_UNPACKED = 1L << 30;
  private static final int MAX_MANIFEST = 1 << 20;
  private static final Pattern NAME =
      Pattern.compile(
          "(([A-Za-z][A-Za-z0-9_-]{0,63})-(\\d+\\.\\d+\\.\\d+[0-9A-Za-z.+-]*))\\.crate");

  static Crate read(Path path) throws InvalidFileException {
    ArchiveFile crate =
        new ArchiveFile(path, "a crate packed by cargo", "Pack it again with 'cargo package'.");
    Matcher name = NAME.matcher(crate.name());
    if (!name.matches()) {
      throw new InvalidFileException(
          crate
              .problem(ErrorCode.USAGE_UNSUPPORTED_FILE, "it is not a crate.")
              .expected("a name such as serde-1.0.0.crate")
              .remedy("Pack it with 'cargo package', and don't rename it."));
    }
    StringBuilder manifest = new StringBuilder();
    ArtifactFile file =
        new TarGzipReader(crate, MAX_UNPACKED)
            .readFile((member, text) -> {
              boolean wanted =
                  manifest.isEmpty()
                      && member.path().equals(name.group(1) + "/Cargo.toml")
                      && member.kind() == TarMember.Kind.FILE;
              if (wanted) {
                manifest.append(new String(text.readNBytes(MAX_MANIFEST), StandardCharsets.UTF_8));
              }
              return TarGzipReader.Next.CONTINUE;
            });
    requireSame(crate, "name", name.group(2), manifest);
    requireSame(crate, "version", name.group(3), manifest);
    return new Crate(file, name.group(2), name.group(3));
  }

  private static void requireSame(
      ArchiveFile crate, String key, String expected, CharSequence manifest)
      throws InvalidFileException {
    Matcher line = Pattern.compile("(?m)^" + key + "\\s*=\\s*\"([^\"]*)\"").matcher(manifest);
    Optional<String> found = line.find() ? Optional.of(line.group(1)) : Optional.empty();
    if (!found.equals(Optional.of(expected))) {
      throw crate.invalid(
          "its Cargo.toml has the %s %s, not %s."
              .formatted(key, SafeText.shown(found.orElse("(none)")), expected));
    }
  }
}
