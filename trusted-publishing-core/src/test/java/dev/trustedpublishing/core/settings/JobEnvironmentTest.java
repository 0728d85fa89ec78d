package dev.trustedpublishing.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What providers see of the machine. */
class JobEnvironmentTest {
  private static final String PRODUCT_NAME = "/sys/class/dmi/id/product_name";
  private static final Map<String, String> VARIABLES = Map.of("CI", "true");

  @TempDir Path folder;

  @Test
  void productName_isAmongTheVariablesWithoutLineBreak() throws IOException {
    Path file = Files.writeString(folder.resolve("product_name"), "Google Compute Engine\n");

    assertThat(JobEnvironment.with(file, VARIABLES))
        .containsOnly(Map.entry("CI", "true"), Map.entry(PRODUCT_NAME, "Google Compute Engine"));
  }

  @Test
  void machineWithoutProductName_hasItsVariablesOnly() {
    // A variable of this name is not what the machine says.
    Map<String, String> forged = Map.of("CI", "true", PRODUCT_NAME, "Google");

    assertThat(JobEnvironment.with(folder.resolve("none"), forged)).isEqualTo(VARIABLES);
  }

  @Test
  void variablesOfTheProcess_areComplete() {
    assertThat(JobEnvironment.ofThisProcess()).containsAllEntriesOf(System.getenv());
  }
}
