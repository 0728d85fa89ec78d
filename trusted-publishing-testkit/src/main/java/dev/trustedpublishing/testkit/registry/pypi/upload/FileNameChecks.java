package dev.trustedpublishing.testkit.registry.pypi.upload;

import dev.trustedpublishing.testkit.registry.pypi.model.ProjectName;
import dev.trustedpublishing.testkit.registry.pypi.model.PythonVersion;
import dev.trustedpublishing.testkit.registry.pypi.model.Refusal;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import dev.trustedpublishing.testkit.registry.pypi.rule.PlatformTags;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of an uploaded file (Warehouse, forklift/legacy.py). */
final class FileNameChecks {

  private static final Pattern EXTENSION =
      Pattern.compile(".+?(\\.tar\\.gz|\\.zip|\\.whl)", Pattern.CASE_INSENSITIVE);
  private static final Pattern WHEEL_NAME =
      Pattern.compile("[\\w.]*", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern BUILD_NUMBER = Pattern.compile("\\d+.*");

  /** Step 15: the characters of the name, and whether its extension matches the file type. */
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
    if (!allowed.contains(extension.group(1))) {
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
    String name = stem.substring(0, dash);
    if (version.isPostRelease() && !ProjectName.same(name, project)) {
      // "Edge case where versions may contain hyphens": 1.0-9 is a post-release.
      int before = name.lastIndexOf('-');
      name = before < 0 ? name : name.substring(0, before);
    }
    if (!ProjectName.same(name, project)) {
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
      String tag = platform.toLowerCase(Locale.ROOT);
      if (!PlatformTags.isAccepted(tag)) {
        throw Refusal.badRequest(
            "Binary wheel '" + filename + "' has an unsupported platform tag '" + tag + "'.");
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
    if (found.get().local() != null || !found.get().isSameAs(version)) {
      throw Refusal.badRequest(
          "Version in filename should be "
              + Repr.of(version.normalized())
              + " not "
              + Repr.of(found.get().text())
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
