package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each fuzz test can be run by itself, and starts from inputs. */
class FuzzTargetsTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  @Test
  void eachFuzzTestClass_hasOneTargetAndSeedInputs() throws IOException {
    assertThat(fuzzTests()).isNotEmpty();
    for (Path test : fuzzTests()) {
      // A JVM can fuzz one only.
      assertThat(Files.readString(test).split("@FuzzTest", -1)).as(test.toString()).hasSize(2);
      String folder = test.toString().replace("/java/", "/resources/").replace(".java", "Inputs");
      assertThat(Path.of(folder)).isNotEmptyDirectory();
    }
  }

  private static List<Path> fuzzTests() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 14)) {
      return files
          .filter(file -> file.toString().contains("/src/test/java/"))
          .filter(file -> file.toString().endsWith("FuzzTest.java"))
          .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
          .toList();
    }
  }
}
