package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each fuzz test can be run by itself, and starts from inputs. */
class FuzzTargetsTest {
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

  private static List<Path> fuzzTests() {
    return ModuleSources.in("src/test/java").stream()
        .filter(file -> file.toString().endsWith("FuzzTest.java"))
        .toList();
  }
}
