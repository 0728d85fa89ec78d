package dev.trustedpublishing.repository.pypi.plan;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Rules about files that are published together.
 *
 * @param findings receives every broken rule
 */
record FileSetRules(FileProblems findings) {

  /** An index can't have two files with the same name; some systems are case-insensitive. */
  void checkNames(List<Path> files) {
    pairs(
        files.stream().map(DistributionFile::of).toList(),
        file -> file.name().toLowerCase(Locale.ROOT),
        (first, second) ->
            findings.report(
                "file-twice",
                second
                    .problem(ErrorCode.USAGE_DUPLICATE_FILE, "two files have this name.")
                    .found(shown(first) + "\n" + shown(second))
                    .expected("each file name once")
                    .remedy("Remove one of them. Build into an empty folder to avoid old files.")));
  }

  void check(List<PyPiArtifact> artifacts) {
    checkContents(artifacts);
    checkReleases(artifacts);
    checkSourceDistributions(artifacts);
  }

  /** PyPI rejects the same bytes under a second name (Warehouse, forklift/legacy.py). */
  private void checkContents(List<PyPiArtifact> artifacts) {
    pairs(
        artifacts,
        artifact -> artifact.file().sha256(),
        (first, second) ->
            reportSecond(
                "same-content",
                ErrorCode.PUBLISH_DUPLICATE_CONTENT,
                "another file has the same content.",
                first,
                second,
                "each content under one name"));
  }

  /** Allowed, but often left over from an older build. */
  private void checkReleases(List<PyPiArtifact> artifacts) {
    List<String> releases =
        artifacts.stream()
            .map(artifact -> artifact.packageName() + " " + artifact.version())
            .distinct()
            .toList();
    if (releases.size() > 1) {
      findings.report(
          "several-releases",
          Problem.of(ErrorCode.USAGE_SEVERAL_RELEASES, "The files belong to several releases.")
              .found(SafeText.shown(String.join(", ", releases)))
              .remedy(
                  "No action needed if that is intended. Otherwise build into an empty folder to"
                      + " avoid old files."));
    }
  }

  /** A release has one source distribution (Warehouse, forklift/legacy.py). */
  private void checkSourceDistributions(List<PyPiArtifact> artifacts) {
    pairs(
        artifacts.stream().filter(a -> a.kind() == PyPiArtifact.Kind.SDIST).toList(),
        PyPiArtifact::release,
        (first, second) ->
            reportSecond(
                "second-sdist",
                ErrorCode.PUBLISH_SECOND_SDIST,
                "its release already has another source distribution.",
                first,
                second,
                "one source distribution per release; 1.0 and 1.0.0 are the same release"));
  }

  /** Files with the same name were rejected already. */
  private void reportSecond(
      String rule,
      ErrorCode code,
      String what,
      PyPiArtifact first,
      PyPiArtifact second,
      String expected) {
    if (!first.filename().equals(second.filename())) {
      findings.report(
          rule,
          DistributionFile.of(second.file().path())
              .problem(code, what)
              .found(SafeText.shown(first.filename()))
              .expected(expected)
              .remedy("Remove one of the two files."));
    }
  }

  private static <T> void pairs(
      List<T> all, Function<T, String> key, BiConsumer<T, T> firstAndSecond) {
    Map<String, T> seen = new HashMap<>();
    for (T one : all) {
      T first = seen.putIfAbsent(key.apply(one), one);
      if (first != null) {
        firstAndSecond.accept(first, one);
      }
    }
  }

  private static String shown(ArchiveFile file) {
    return SafeText.shown(String.valueOf(file.path()));
  }
}
