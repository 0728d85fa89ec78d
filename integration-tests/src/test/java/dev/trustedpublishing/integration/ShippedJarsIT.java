package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users download: how large the jars are, and what they bring along. */
class ShippedJarsIT {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| (.*) \\|$");
  private static final int MAX_JARS = 12;

  @ParameterizedTest
  @CsvSource({
    "trusted-publishing-api,100",
    "provider-github,60",
    "provider-gitlab,60",
    "provider-circleci,60",
    "provider-buildkite,60",
    "provider-google,60"
  })
  void jarSize_staysWithinLimit(String module, int kib) throws IOException {
    assertThat(Files.size(jar(module))).isLessThanOrEqualTo(kib * 1024L);
  }

  @Test
  void readmeProject_staysSmall() throws IOException {
    String classPath =
        Files.readString(
            Path.of(System.getProperty("examples"), "release", "target", "classpath.txt"));
    List<Path> jars = Stream.of(classPath.strip().split(File.pathSeparator)).map(Path::of).toList();
    long bytes = 0;
    for (Path jar : jars) {
      bytes += Files.size(jar);
    }

    assertThat(jars).hasSizeLessThanOrEqualTo(MAX_JARS);
    assertThat(bytes).isLessThanOrEqualTo(8_000_000L);
  }

  @Test
  void documentedDependencies_matchWhatUsersGet(@TempDir Path folder)
      throws IOException, InterruptedException {
    String page = Files.readString(ROOT.resolve("docs/dependencies.md"));
    Map<String, String> documented = new TreeMap<>();
    ROW.matcher(page).results().forEach(row -> documented.put(row.group(1), row.group(2)));
    assertThat(documented).isEqualTo(new OutsideProjects(folder).dependencies());
    assertThat(
            documented.values().stream()
                .flatMap(dependencies -> Stream.of(dependencies.split(", ")))
                .filter(dependency -> dependency.contains(" "))
                .map(dependency -> "* `" + dependency.split(" ")[0] + "`: ")
                .distinct()
                .filter(sentence -> !page.contains(sentence)))
        .as("jars without a sentence")
        .isEmpty();
  }

  private static Path jar(String module) throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(module).resolve("target"))) {
      return files
          .filter(file ->
              file.getFileName()
                  .toString()
                  .matches("trusted-publishing-[a-z-]+-\\d[\\w.]*(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }
}
