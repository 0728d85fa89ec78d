package dev.trustedpublishing.cli.publish;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.cli.shell.UsageError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Resolves the arguments of the command line to files. Patterns are supported, because not every
 * shell expands them; as in a shell, they match neither hidden files (build tools leave a {@code
 * .gitignore} in {@code dist}) nor folders.
 *
 * @param folder the base of relative paths
 */
record FilePatterns(Path folder) {
  private static final String DEFAULT = "dist/*";

  /**
   * Finds files.
   *
   * @param written files, folders and patterns; none means {@code dist/*}, or if dist contains no
   *     files itself the folder that publib and projen use for the kind of package
   * @param repository the repository, which determines that folder
   * @return the files, at least one; a file that is named exactly need not exist
   * @throws TrustedPublishingException {@code usage.nothing-to-publish} if a pattern matches
   *     nothing
   */
  List<Path> files(List<String> written, String repository) {
    List<Path> files = new ArrayList<>();
    for (String each : written.isEmpty() ? List.of(defaultPattern(repository)) : written) {
      if (each.contains("*") || each.contains("?")) {
        files.addAll(matching(each));
      } else if (Files.isDirectory(path(each))) {
        files.addAll(matching(each + "/*"));
      } else {
        files.add(path(each));
      }
    }
    return List.copyOf(files);
  }

  private String defaultPattern(String repository) {
    String ofKind = NpmOptions.isNpm(repository) ? "dist/js" : "dist/python";
    return Files.isDirectory(path(ofKind)) && !holdsFiles(path("dist")) ? ofKind + "/*" : DEFAULT;
  }

  private static boolean holdsFiles(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(FilePatterns::isVisibleFile);
    } catch (IOException e) {
      // Reported when its files are searched for.
      return true;
    }
  }

  private List<Path> matching(String pattern) {
    int slash = Math.max(pattern.lastIndexOf('/'), pattern.lastIndexOf('\\'));
    Path parent = path(pattern.substring(0, slash + 1));
    String glob = pattern.substring(slash + 1);
    if (!Files.isDirectory(parent)) {
      throw nothing(pattern, "no folder " + shown(parent));
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, glob)) {
      List<Path> visible =
          StreamSupport.stream(entries.spliterator(), false)
              .filter(FilePatterns::isVisibleFile)
              .sorted()
              .toList();
      if (visible.isEmpty()) {
        throw nothing(pattern, content(parent));
      }
      return visible;
    } catch (IOException | DirectoryIteratorException e) {
      throw UsageError.of(
          Problem.of(
                  ErrorCode.USAGE_ARTIFACT_UNREADABLE,
                  "The folder " + shown(parent) + " can't be read.")
              .found(reason(e))
              .expected("a folder that this process can read")
              .remedy("Check the path and the permissions of the folder."));
    } catch (PatternSyntaxException e) {
      throw invalid(pattern, e.getDescription());
    }
  }

  private Path path(String written) {
    try {
      return folder.resolve(written);
    } catch (InvalidPathException e) {
      throw invalid(written, e.getReason());
    }
  }

  private static String content(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      long count = entries.count();
      return shown(parent) + (count == 0 ? " is empty" : " contains no matching file");
    }
  }

  private static TrustedPublishingException nothing(String pattern, String found) {
    return UsageError.of(
        Problem.of(ErrorCode.USAGE_NOTHING_TO_PUBLISH, "There is nothing to publish.")
            .found(found)
            .expected("at least one built package that matches " + SafeText.shown(pattern))
            .remedy(
                "Build the project first (python -m build writes to dist), or name the files:"
                    + " trusted-publish publish path/to/*.whl"));
  }

  private static TrustedPublishingException invalid(String written, String reason) {
    return UsageError.of(
        UsageError.option("'" + SafeText.shown(written) + "' is not a valid path.")
            .found(SafeText.shown(reason))
            .expected("the path of a built package, or a pattern such as dist/*.whl")
            .remedy(
                written.chars().allMatch(c -> c < 128)
                    ? "Correct the path."
                    : UsageError.SET_LOCALE));
  }

  private static String reason(Exception e) {
    return SafeText.reason(Objects.requireNonNullElse(e.getCause(), e));
  }

  private static boolean isVisibleFile(Path file) {
    return !String.valueOf(file.getFileName()).startsWith(".") && Files.isRegularFile(file);
  }

  private static String shown(Path path) {
    return SafeText.shown(path.toAbsolutePath().normalize().toString());
  }
}
