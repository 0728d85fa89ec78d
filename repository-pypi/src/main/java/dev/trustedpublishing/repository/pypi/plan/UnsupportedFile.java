package dev.trustedpublishing.repository.pypi.plan;

import java.util.Locale;
import java.util.Map;

/** The usual other files next to wheels and source distributions, by name. */
final class UnsupportedFile {
  private static final String BUILD_SDIST =
      "Build the source distribution as .tar.gz ('python -m build --sdist'); renaming does not"
          + " help.";
  private static final String LEAVE_OUT = "Omit it, for example with the pattern dist/*.whl.";

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry(".tgz", "a source distribution with the wrong extension"),
          Map.entry(
              ".zip",
              "a ZIP archive; indexes no longer accept source distributions in this format"),
          Map.entry(".tar.bz2", "a bzip2 archive"),
          Map.entry(".tar.xz", "an xz archive"),
          Map.entry(".tar.z", "a compress archive"),
          Map.entry(".tar", "an uncompressed tar archive"),
          Map.entry(".egg", "an egg, which indexes no longer accept"),
          Map.entry(".exe", "a Windows program, which indexes no longer accept"),
          Map.entry(".msi", "a Windows installer, which indexes no longer accept"),
          Map.entry(".rpm", "an RPM package"),
          Map.entry(".deb", "a Debian package"),
          Map.entry(".asc", "a PGP signature; indexes no longer accept signatures"),
          Map.entry(".sig", "a signature"),
          Map.entry(".jar", "a Java archive"));

  private UnsupportedFile() {}

  /** Returns what a file is, as the rest of a sentence. */
  static String named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".whl") || lower.endsWith(".tar.gz")) {
      return "in upper case; file extensions must be lower case";
    }
    return KINDS.entrySet().stream()
        .filter(kind -> lower.endsWith(kind.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("neither a wheel nor a source distribution");
  }

  /** Returns the fix. */
  static String remedyFor(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean source = lower.endsWith(".tgz") || lower.endsWith(".zip") || lower.contains(".tar");
    return source ? BUILD_SDIST : LEAVE_OUT;
  }
}
