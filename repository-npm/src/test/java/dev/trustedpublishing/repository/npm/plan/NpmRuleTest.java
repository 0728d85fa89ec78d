package dev.trustedpublishing.repository.npm.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.support.file.PlanRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule of the plan has a kind and a source. */
class NpmRuleTest {
  private final PlanRules rules = PackageValidator.rules();

  @Test
  void everyReportedRule_isInTheTable_withItsKindAndSource() throws IOException {
    Set<String> reported = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        Pattern.compile("(?:report|refuse)\\(\\s*\"([a-z-]+)\",")
            .matcher(Files.readString(source))
            .results()
            .forEach(call -> reported.add(call.group(1)));
      }
    }

    assertThat(rules.byId()).containsKeys(reported.toArray(String[]::new));
    assertThat(reported).hasSizeGreaterThan(10);
    assertThat(rules.byId().values())
        .allSatisfy(rule -> {
          assertThat(rule.source()).isNotBlank();
          assertThat(rule.elsewhere()).isEqualTo(rule.atOwner());
        });
  }
}
