package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users download: how large the jars are, and what they bring along. */
class ShippedJarsIT {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern DEPENDENCY =
      Pattern.compile("^\\s+([\\w.-]+):([\\w.-]+):jar:([^:]+):(compile|runtime)\\b");
  private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| (.*) \\|$");

  @ParameterizedTest
  @CsvSource({"trusted-publishing-api,100", "provider-github,60", "provider-gitlab,60"})
  void jarSize_staysWithinLimit(String module, int kib) throws IOException {
    assertThat(Files.size(jar(module))).isLessThanOrEqualTo(kib * 1024L);
  }

  @Test
  void documentedDependencies_matchResolvedDependencies() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/dependencies.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        documented.put(row.group(1), row.group(2));
      }
    }
    assertThat(documented).isEqualTo(resolved());
  }

  private static Map<String, String> resolved() throws IOException {
    Map<String, String> resolved = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.toList()) {
        Path list = module.resolve("target/dependencies.txt");
        if (Files.exists(list) && Files.isDirectory(module.resolve("src/main"))) {
          String jar = String.valueOf(jar(module.getFileName().toString()).getFileName());
          String artifact = jar.replaceFirst("-\\d.*", "");
          resolved.put(artifact, String.join(", ", dependencies(list)));
        }
      }
    }
    return resolved;
  }

  private static List<String> dependencies(Path list) throws IOException {
    return Files.readAllLines(list).stream()
        .map(line -> line.replaceAll("\u001b\\[[;\\d]*m", ""))
        .map(DEPENDENCY::matcher)
        .filter(Matcher::find)
        .map(found ->
            found.group(1).equals("dev.trustedpublishing")
                ? found.group(2)
                : found.group(2) + " " + found.group(3))
        .sorted()
        .toList();
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
