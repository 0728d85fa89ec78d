package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README shows is what docs/examples/release holds, which {@link ReleaseExampleIT} builds
 * and runs.
 */
class ReadmeTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path EXAMPLE = ROOT.resolve("docs/examples/release");

  @Test
  void javaSnippet_matchesReleaseExample() throws IOException {
    assertThat(blocks("java"))
        .element(1)
        .isEqualTo(Files.readString(EXAMPLE.resolve("src/main/java/Release.java")));
  }

  @Test
  void firstSnippet_compiles(@TempDir Path folder) throws IOException {
    Path source = folder.resolve("First.java");
    Files.writeString(
        source,
        """
        import dev.trustedpublishing.core.TrustedPublisher;
        import java.nio.file.Path;
        import java.util.List;
        class First {
          static void publish() throws java.io.IOException {
            %s
          }
        }
        """
            .formatted(blocks("java").get(0)));
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(status).as(errors.toString(StandardCharsets.UTF_8)).isZero();
  }

  @Test
  void bomSnippet_matchesReleaseExamplePom() throws IOException {
    assertThat(Files.readString(EXAMPLE.resolve("pom.xml"))).contains(blocks("xml").get(0));
  }

  private static List<String> blocks(String language) throws IOException {
    List<String> blocks =
        Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
            .matcher(Files.readString(ROOT.resolve("README.md")))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks).as("the " + language + " blocks of the README").isNotEmpty();
    return blocks;
  }
}
