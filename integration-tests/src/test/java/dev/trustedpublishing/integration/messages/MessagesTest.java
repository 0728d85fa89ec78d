package dev.trustedpublishing.integration.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * All strings that a user may read are in docs/messages.txt, so that a review sees strings as text.
 * {@code mvn -pl integration-tests -am -Dtest=MessagesTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dmessages.update test} writes them anew.
 */
class MessagesTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path GOLDEN = ROOT.resolve("docs/messages.txt");
  private static final String HEAD =
      "All texts of the sources that a user may read; {} is a value. Written by MessagesTest.\n";

  /** What imitates a registry speaks in the text of that registry. */
  private static final String IMITATIONS = "dev.trustedpublishing.testkit.registry.";

  @Test
  void messages_matchGoldenFile() throws IOException {
    String texts = texts();
    if (System.getProperty("messages.update") != null) {
      Files.writeString(GOLDEN, texts);
    }

    assertThat(texts.lines())
        .as("%s; if the change is wanted, run this test with -Dmessages.update", GOLDEN)
        .containsExactlyElementsOf(Files.readAllLines(GOLDEN));
  }

  @Test
  void of_concatenation_returnsOneTextWithPlaceholders() throws IOException {
    assertThat(
            textsOf("String a = \"The file \" + name + \" is \" + (big ? \"too big\" : \"ok\");"))
        .containsExactly("The file {} is {}", "too big");
  }

  @Test
  void of_problem_labelsItsParts() throws IOException {
    assertThat(
            textsOf(
                "Problem p = Problem.of(CODE, \"It failed.\").found(\"nothing\").expected(n +"
                    + " \"x\").remedy(\"Retry.\");"))
        .containsExactly("It failed.", "Found: nothing", "Expected: {}x", "Fix: Retry.");
  }

  @Test
  void of_internalStrings_areOmitted() throws IOException {
    assertThat(
            textsOf(
                "@SuppressWarnings(\"all of it\") String a = \"Retry-After\" + \"text/plain\";"
                    + "int b = 1 + 2;"))
        .isEmpty();
  }

  @Test
  void of_exceptionsPrintsAndAnnotations_areIncluded() throws IOException {
    assertThat(
            textsOf(
                "@Option(description = \"Says more.\") Object a() { out.println(\"done\");"
                    + " return new IOException(\"truncated\"); }"))
        .containsExactly("Says more.", "done", "truncated");
  }

  private static List<String> textsOf(String members) throws IOException {
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("string:///A.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return "class A { " + members + " }";
          }
        };
    return SourceTexts.of(List.of(source)).get("A");
  }

  private static String texts() throws IOException {
    StringBuilder all = new StringBuilder(HEAD);
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.filter(m -> !m.endsWith("benchmarks")).sorted().toList()) {
        Path sources = module.resolve("src/main/java");
        if (Files.isDirectory(sources)) {
          all.append("\n# ").append(module.getFileName()).append('\n');
          textsIn(sources).forEach((name, texts) -> append(all, name, texts));
        }
      }
    }
    return all.toString();
  }

  private static void append(StringBuilder all, String name, List<String> texts) {
    if (!texts.isEmpty() && !name.startsWith(IMITATIONS)) {
      all.append("\n## ").append(name).append("\n\n");
      texts.forEach(text -> all.append(entry(text)));
    }
  }

  /** Returns a string in its own line, further lines of it indented. */
  private static String entry(String text) {
    return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n    ")) + "\n";
  }

  private static SortedMap<String, List<String>> textsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder);
        StandardJavaFileManager manager =
            ToolProvider.getSystemJavaCompiler()
                .getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      return SourceTexts.of(
          manager.getJavaFileObjectsFromPaths(
              files.filter(file -> file.toString().endsWith(".java")).toList()));
    }
  }
}
