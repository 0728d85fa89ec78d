package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.registry.pypi.model.ProjectName;
import dev.trustedpublishing.testkit.registry.pypi.model.PythonVersion;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of an uploaded file (Warehouse, forklift/legacy.py). */
final class FileNameChecks {

  private static final Pattern EXTENSION =
      Pattern.compile(".+?(\\.tar\\.gz|\\.zip|\\.whl)", Pattern.CASE_INSENSITIVE);
  private static final Pattern WHEEL_NAME = Pattern.compile("[\\w.]*");
  private static final Pattern BUILD_NUMBER = Pattern.compile("\\d+.*");

  /**
   * "Allowed platform tags" (Warehouse, forklift/legacy.py); a bare linux_x86_64 is none of them.
   */
  private static final Pattern PLATFORM =
      Pattern.compile(
          "any|win32|win_(amd64|arm64|ia64)"
              + "|manylinux(1|2010|2014)_\\w+|manylinux_\\d+_\\d+_\\w+|musllinux_\\d+_\\d+_\\w+"
              + "|linux_(armv6l|armv7l)"
              + "|macosx_10_\\d+_\\w+|macosx_(11|12|13|14|15|26)_0_\\w+"
              + "|(ios|android|pyemscripten|pyodide|wasm)_\\w+");

  /** Step 15: what the name may be made of, and whether its end fits the file type. */
  void checkForm(String filename, String filetype) {
    if (filename.chars().anyMatch(c -> c < 32 || c == 127)) {
      throw Refusal.badRequest(
          "Cannot upload a file with non-printable characters (ordinals 0-31) or the DEL character"
              + " (ordinal 127) in the name.");
    }
    if (filename.contains("/") || filename.contains("\\")) {
      throw Refusal.badRequest("Cannot upload a file with '/' or '\\' in the name.");
    }
    Matcher extension = EXTENSION.matcher(filename);
    if (!extension.matches()) {
      throw Refusal.badRequest(
          "Invalid file extension: Use .tar.gz, .whl or .zip extension. See"
              + " https://www.python.org/dev/peps/pep-0527 and https://peps.python.org/pep-0715/"
              + " for more information");
    }
    List<String> allowed = filetype.equals("sdist") ? List.of(".tar.gz", ".zip") : List.of(".whl");
    String found = extension.group(1).toLowerCase(Locale.ROOT);
    if (!allowed.contains(found)) {
      throw Refusal.badRequest(
          "Invalid file extension: Extension "
              + extension.group(1)
              + " is invalid for filetype "
              + filetype
              + ". See https://www.python.org/dev/peps/pep-0527 for more information.");
    }
  }

  /** Step 24 for source distributions. */
  void checkSource(String filename, String project, PythonVersion version) {
    String stem = filename.replaceFirst("(\\.tar\\.gz|\\.zip)$", "");
    int dash = stem.lastIndexOf('-');
    if (dash < 0 || PythonVersion.parse(stem.substring(dash + 1)).isEmpty()) {
      throw Refusal.badRequest("Invalid source distribution filename: " + filename);
    }
    if (!ProjectName.same(stem.substring(0, dash), project)) {
      throw startWith(project);
    }
    String expected = ProjectName.inFileNames(project) + "-" + version.normalized() + ".tar.gz";
    if (!filename.equals(expected)) {
      throw Refusal.badRequest(
          "Filename " + Repr.of(filename) + " is invalid, should be " + Repr.of(expected) + ".");
    }
  }

  /** Step 24 for wheels. */
  void checkWheel(String filename, String project, PythonVersion version) {
    String stem = filename.substring(0, filename.length() - ".whl".length());
    List<String> parts = List.of(stem.split("-", -1));
    if (parts.size() != 5 && parts.size() != 6) {
      throw Refusal.badRequest("Invalid wheel filename (wrong number of parts): " + Repr.of(stem));
    }
    String name = parts.get(0);
    if (name.contains("__") || !WHEEL_NAME.matcher(name).matches()) {
      throw Refusal.badRequest("Invalid project name: " + Repr.of(stem));
    }
    Optional<PythonVersion> found = PythonVersion.parse(parts.get(1));
    if (found.isEmpty()) {
      throw Refusal.badRequest("Invalid wheel filename (invalid version): " + Repr.of(stem));
    }
    if (parts.size() == 6 && !BUILD_NUMBER.matcher(parts.get(2)).matches()) {
      throw Refusal.badRequest("Invalid build number: " + parts.get(2) + " in " + Repr.of(stem));
    }
    for (String platform : parts.get(parts.size() - 1).split("\\.", -1)) {
      if (!PLATFORM.matcher(platform).matches()) {
        throw Refusal.badRequest(
            "Binary wheel '" + filename + "' has an unsupported platform tag '" + platform + "'.");
      }
    }
    if (!ProjectName.same(name, project)) {
      throw startWith(project);
    }
    String normal = ProjectName.inFileNames(project);
    if (!name.equals(normal)) {
      throw Refusal.badRequest(
          "Filename "
              + Repr.of(filename)
              + " should contain the normalized project name "
              + Repr.of(normal)
              + ", not "
              + Repr.of(name)
              + ".");
    }
    if (!found.get().isSameAs(version)) {
      throw Refusal.badRequest(
          "Version in filename should be "
              + Repr.of(version.normalized())
              + " not "
              + Repr.of(found.get().normalized())
              + ".");
    }
  }

  private static Refusal startWith(String project) {
    return Refusal.badRequest(
        "Start filename for "
            + Repr.of(project)
            + " with "
            + Repr.of(ProjectName.inFileNames(project))
            + ".");
  }
}
