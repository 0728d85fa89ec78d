package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is compared with the last release is what is marked as stable. */
class CompatibilityTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern EXCLUDE = Pattern.compile("<exclude>(dev\\..*)</exclude>");
  private static final Pattern MARK =
      Pattern.compile("API\\.Status\\.(\\w+).*\\npackage ([\\w.]+);", Pattern.DOTALL);

  @Test
  void apiComparison_coversExactlyTheStablePackages() throws IOException {
    List<String> excluded =
        EXCLUDE
            .matcher(Files.readString(ROOT.resolve("pom.xml")))
            .results()
            .map(found -> found.group(1))
            .toList();
    TreeMap<String, Boolean> stable = new TreeMap<>();
    TreeMap<String, Boolean> compared = new TreeMap<>();
    for (MatchResult mark : marks()) {
      String name = mark.group(2);
      stable.put(name, mark.group(1).equals("STABLE"));
      compared.put(name, excluded.stream().noneMatch(e -> (name + ".").startsWith(e + ".")));
    }
    assertThat(compared).containsValues(true, false).isEqualTo(stable);
  }

  private static List<MatchResult> marks() {
    return ModuleSources.in("src/main").stream()
        .filter(file -> file.endsWith("package-info.java"))
        .flatMap(file -> MARK.matcher(ModuleSources.read(file)).results())
        .toList();
  }
}
