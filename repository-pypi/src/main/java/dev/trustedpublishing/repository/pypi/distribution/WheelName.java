package dev.trustedpublishing.repository.pypi.distribution;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import dev.trustedpublishing.repository.pypi.metadata.PythonVersion;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The name of a wheel, taken apart (PEP 427): {@code
 * {name}-{version}(-{build})?-{python}-{abi}-{platform}.whl}.
 *
 * @param name the project's name in the file name
 * @param writtenVersion the version in the file name
 * @param version the version
 * @param python the Python tags, joined by dots
 * @param platforms the platform tags
 * @param tail everything after the version, with the first hyphen
 */
record WheelName(
    String name,
    String writtenVersion,
    PythonVersion version,
    String python,
    List<PlatformTag> platforms,
    String tail) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._]+");
  private static final Pattern BUILD = Pattern.compile("\\d[A-Za-z0-9_.]*+");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_]++(\\.[A-Za-z0-9_]++)*+");

  /**
   * Parses a file name.
   *
   * @param file the file; its name ends with {@code .whl}
   * @return the parts
   * @throws InvalidFileException if it is not the name of a wheel
   */
  static WheelName of(ArchiveFile file) throws InvalidFileException {
    String stem = file.name().substring(0, file.name().length() - ".whl".length());
    String[] parts = stem.split("-", -1);
    if (parts.length != 5 && parts.length != 6) {
      throw refused(file, parts.length + " parts between hyphens", "5 parts, or 6 with a build");
    }
    if (!NAME.matcher(parts[0]).matches() || parts[0].contains("__")) {
      throw refused(
          file,
          "the name '" + SafeText.shown(parts[0]) + "'",
          "letters, digits, dots, and single _");
    }
    PythonVersion version =
        PythonVersion.parse(parts[1])
            .orElseThrow(() ->
                refused(
                    file,
                    "the version '" + SafeText.shown(parts[1]) + "'",
                    "a version as in PEP 440, such as 1.2.3 or 1.2.3rc1"));
    if (parts.length == 6 && !BUILD.matcher(parts[2]).matches()) {
      throw refused(
          file,
          "the build number '" + SafeText.shown(parts[2]) + "'",
          "a build number that starts with a digit, such as 1 or 2local");
    }
    int tags = parts.length - 3;
    for (int i = tags; i < parts.length; i++) {
      if (!TAG.matcher(parts[i]).matches()) {
        throw refused(
            file, "the tag '" + SafeText.shown(parts[i]) + "'", "a tag such as py3, abi3 or any");
      }
    }
    return new WheelName(
        parts[0],
        parts[1],
        version,
        parts[tags],
        Arrays.stream(parts[tags + 2].split("\\.", -1)).map(PlatformTag::new).toList(),
        stem.substring(parts[0].length() + 1 + parts[1].length()));
  }

  /** The folder in the wheel that describes it. */
  String distInfo() {
    return name + "-" + writtenVersion + ".dist-info";
  }

  /** Checks everything that the metadata decide about the name, and the tags. */
  void check(ArchiveFile file, ProjectName project, PythonVersion expected, FileProblems findings) {
    boolean normalized = name.equals(project.escaped());
    boolean agrees = project.isSameAs(new ProjectName(name)) && version.isSameAs(expected);
    if (!normalized || !agrees) {
      String right = project.escaped() + "-" + expected + tail + ".whl";
      findings.report(
          agrees ? "wheel-normalized" : "wheel-agrees",
          invalid(file, "the file name and the metadata disagree.")
              .found(SafeText.shown(name + "-" + writtenVersion))
              .expected(SafeText.shown(right))
              .remedy(
                  "Build it again with a build backend that writes normalized names. Never rename a"
                      + " wheel: the name is also inside."));
    } else if (!writtenVersion.equals(version.toString())) {
      findings.report(
          "wheel-version",
          invalid(file, "the version in the file name is not normalized.")
              .found(SafeText.shown(writtenVersion))
              .expected(version.toString())
              .remedy("No action needed: current build backends normalize it."));
    }
    checkPython(file, findings);
    for (PlatformTag platform : platforms) {
      if (!platform.isAccepted()) {
        findings.report(
            "platform-tag",
            invalid(file, "PyPI does not accept wheels for this platform.")
                .found("the platform tag " + SafeText.shown(platform.value()))
                .expected(platform.accepted())
                .remedy(
                    platform.isPlainLinux()
                        ? "Build inside a manylinux container (as cibuildwheel does), or run"
                            + " 'auditwheel repair' on the wheel to get a manylinux tag."
                        : "Build for a platform in the list, or omit this wheel and publish the"
                            + " source distribution."));
      }
    }
  }

  /** Some build scripts put the version of Python there; no installer looks for such a tag. */
  private void checkPython(ArchiveFile file, FileProblems findings) {
    if (Arrays.stream(python.split("\\.", -1)).anyMatch(tag -> Character.isDigit(tag.charAt(0)))) {
      findings.report(
          "python-tag",
          invalid(file, "its Python tag starts with a digit.")
              .found(SafeText.shown(python))
              .expected("tags such as py3, cp312 or py2.py3")
              .remedy("Build the wheel again with a current build backend, and do not rename it."));
    }
  }

  /** All tags in their full form, in lower case: {@code py3-none-any}. */
  Set<String> tags() {
    String[] parts = tail.toLowerCase(Locale.ROOT).split("-", -1);
    String[] last = Arrays.copyOfRange(parts, parts.length - 3, parts.length);
    Set<String> all = Set.of("");
    for (String part : last) {
      all =
          all.stream()
              .flatMap(start ->
                  Arrays.stream(part.split("\\.", -1))
                      .map(tag -> start.isEmpty() ? tag : start + "-" + tag))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    return all;
  }

  private static InvalidFileException refused(ArchiveFile file, String found, String expected) {
    return new InvalidFileException(
        invalid(file, "it is not a valid wheel name.")
            .found(found)
            .expected(
                expected
                    + "; complete form: {name}-{version}(-{build})-{python}-{abi}-{platform}.whl")
            .remedy("Build the wheel again, and do not rename it."));
  }

  private static Problem.Description invalid(ArchiveFile file, String what) {
    return file.problem(ErrorCode.PUBLISH_INVALID_FILENAME, what);
  }
}
