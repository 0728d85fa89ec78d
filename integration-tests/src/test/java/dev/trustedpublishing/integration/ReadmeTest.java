package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the README shows is what docs/examples/release holds, which {@link ReleaseExampleIT} builds
 * and runs.
 */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path EXAMPLE = ROOT.resolve("docs/examples/release");

  @Test
  void javaSnippet_matchesReleaseExample() throws IOException {
    assertThat(block("java"))
        .isEqualTo(Files.readString(EXAMPLE.resolve("src/main/java/Release.java")));
  }

  @Test
  void bomSnippet_matchesReleaseExamplePom() throws IOException {
    assertThat(Files.readString(EXAMPLE.resolve("pom.xml"))).contains(block("xml"));
  }

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(block.find()).as("a " + language + " block in the README").isTrue();
    return block.group(1);
  }
}
