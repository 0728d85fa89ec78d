package dev.trustedpublishing.maven;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.codehaus.plexus.util.DirectoryScanner;

/**
 * The files that the build made, by Maven's patterns.
 *
 * @param directory the directory to search
 * @param includes the patterns; empty for those of the registry
 * @param excludes the patterns of files to omit
 */
record BuiltFiles(File directory, List<String> includes, List<String> excludes) {
  private static final List<String> PYTHON =
      List.of("*.whl", "*.tar.gz", "dist/*.whl", "dist/*.tar.gz");
  private static final List<String> NPM = List.of("*.tgz", "dist/*.tgz");

  /** Returns the files for a registry, at least one, in a stable order. */
  List<Path> find(String repository) {
    List<String> patterns = includes.isEmpty() ? patternsOf(repository) : includes;
    List<Path> files = directory.isDirectory() ? matching(patterns) : List.of();
    if (files.isEmpty()) {
      throw Problem.of(ErrorCode.USAGE_NOTHING_TO_PUBLISH, "There is nothing to publish.")
          .found(
              directory.isDirectory()
                  ? "no matching file in " + shown()
                  : "no directory " + shown())
          .expected("at least one file that matches " + SafeText.shown(String.join(", ", patterns)))
          .remedy(
              "Build the packages in an earlier phase, set <directory> and <includes>, or set"
                  + " <skip> in a module that publishes nothing.")
          .toException(Stage.PLAN);
    }
    return files;
  }

  private List<Path> matching(List<String> patterns) {
    DirectoryScanner scanner = new DirectoryScanner();
    scanner.setBasedir(directory);
    scanner.setIncludes(patterns.toArray(new String[0]));
    scanner.setExcludes(excludes.toArray(new String[0]));
    scanner.addDefaultExcludes();
    scanner.scan();
    return Stream.of(scanner.getIncludedFiles())
        .sorted()
        .map(name -> directory.toPath().resolve(name))
        .toList();
  }

  private static List<String> patternsOf(String repository) {
    String text = repository.strip().toLowerCase(Locale.ROOT);
    if (text.equals("npm") || text.startsWith("npm+")) {
      return NPM;
    }
    if (text.equals("pypi") || text.equals("testpypi") || text.matches("(?s)(pypi\\+)?https?:.*")) {
      return PYTHON;
    }
    throw Problem.of(ErrorCode.USAGE_INVALID_OPTION, "The files to publish are not configured.")
        .found("no <includes>, and a registry of another kind: " + SafeText.shown(repository))
        .expected("<includes> with the names of its packages")
        .remedy("Set <includes>, such as <include>*.crate</include>, and <directory>.")
        .toException(Stage.PLAN);
  }

  private String shown() {
    return SafeText.shown(directory.getPath());
  }
}
