package com.example.crates;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A {@code .crate} file as cargo packs it: a gzip tar with a normalized {@code Cargo.toml}. */
record Crate(ArtifactFile file, String packageName, String version) implements Artifact {
  private static final int LONGEST_MANIFEST = 1 << 20;
  private static final Pattern FOLDER =
      Pattern.compile("([A-Za-z][A-Za-z0-9_-]{0,63})-(\\d+\\.\\d+\\.\\d+[0-9A-Za-z.+-]*)");

  static Crate read(Path path) throws UnreadableCrateException {
    String filename = String.valueOf(path.getFileName());
    Matcher name = FOLDER.matcher(filename.replaceFirst("\\.crate$", ""));
    if (!filename.endsWith(".crate") || !name.matches()) {
      throw new UnreadableCrateException(
          Problem.of(
                  ErrorCode.USAGE_UNSUPPORTED_FILE, SafeText.shown(filename) + " is no crate.")
              .expected("a name such as serde-1.0.0.crate")
              .remedy("Pack it with 'cargo package', and don't rename it."));
    }
    StringBuilder manifest = new StringBuilder();
    ArtifactFile file =
        ArtifactFile.read(path, content -> manifest.append(manifest(content, name.group(), filename)));
    requireSame(filename, "name", name.group(1), manifest);
    requireSame(filename, "version", name.group(2), manifest);
    return new Crate(file, name.group(1), name.group(2));
  }

  private static String manifest(InputStream content, String folder, String filename)
      throws UnreadableCrateException {
    String expected = folder + "/Cargo.toml";
    // The whole file is hashed by whoever gave the content; it must not be closed here.
    InputStream open =
        new FilterInputStream(content) {
          @Override
          public void close() {}
        };
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(open))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().equals(expected) && entry.isFile()) {
          byte[] text = tar.readNBytes(LONGEST_MANIFEST);
          return new String(text, StandardCharsets.UTF_8);
        }
      }
    } catch (IOException e) {
      throw broken(filename, "no gzip tar: " + SafeText.shown(String.valueOf(e.getMessage())));
    }
    throw broken(filename, "no " + expected + " in it");
  }

  private static void requireSame(
      String filename, String key, String expected, CharSequence manifest)
      throws UnreadableCrateException {
    Matcher line =
        Pattern.compile("(?m)^" + key + "\\s*=\\s*\"([^\"]*)\"").matcher(manifest);
    Optional<String> found = line.find() ? Optional.of(line.group(1)) : Optional.empty();
    if (!found.equals(Optional.of(expected))) {
      throw broken(filename, "the " + key + " " + SafeText.shown(found.orElse("(none)")));
    }
  }

  private static UnreadableCrateException broken(String filename, String found) {
    return new UnreadableCrateException(
        Problem.of(
                ErrorCode.PUBLISH_INVALID_ARCHIVE,
                SafeText.shown(filename) + " is not what cargo packs.")
            .found(found)
            .expected("a gzip tar whose Cargo.toml has the name and version of the file")
            .remedy("Pack it again with 'cargo package'."));
  }

  /** A file can't be published; there may be more of them. */
  static final class UnreadableCrateException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    UnreadableCrateException(Problem problem) {
      super(problem.text());
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }
}
