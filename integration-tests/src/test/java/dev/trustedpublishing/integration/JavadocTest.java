package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What doclint can't know: whether a type says who may share an instance, and whether a source that
 * is named can be found.
 */
class JavadocTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "(/\\*\\*(?:(?!\\*/).)*\\*/)\\s*(?:@[^\\n]*\\n)*public (?:[a-z-]+"
              + " )*(?:class|interface|record) ",
          Pattern.DOTALL);
  private static final Pattern PAGE = Pattern.compile("\\b[a-z-]+\\.md\\b");

  @Test
  void publicTypes_documentTheirThreadSafety() {
    assertThat(sources().filter(JavadocTest::isPromised).filter(file -> isSilent(read(file))))
        .isEmpty();
  }

  @Test
  void undocumentedThreadSafety_isDetected() {
    assertThat(isSilent("/** A type. */\npublic final class A {}")).isTrue();
    assertThat(isSilent("/** A type. Immutable. */\n@Mark\npublic record A() {}")).isFalse();
    assertThat(isSilent("/** A type. */\nfinal class OfThePackage {}")).isFalse();
  }

  @Test
  void pagesNamedInSources_existInDocs() {
    List<String> missing =
        sources()
            .flatMap(file -> PAGE.matcher(read(file)).results())
            .map(page -> page.group())
            .distinct()
            .filter(page -> !Files.exists(ROOT.resolve("docs").resolve(page)))
            .toList();
    // Of Warehouse: how its tokens look.
    assertThat(missing).containsExactly("secrets.md");
  }

  /** A package that is marked internal is for its own module, whatever Java lets others see. */
  private static boolean isPromised(Path file) {
    Path mark = file.resolveSibling("package-info.java");
    return !Files.exists(mark) || !read(mark).contains("API.Status.INTERNAL");
  }

  private static boolean isSilent(String source) {
    Matcher type = PUBLIC_TYPE.matcher(source);
    String words = type.find() ? type.group(1).toLowerCase(Locale.ROOT) : "immutable";
    return !words.contains("thread") && !words.contains("immutable");
  }

  /** Of all modules that are released. */
  private static Stream<Path> sources() {
    try (Stream<Path> modules = Files.list(ROOT)) {
      List<Path> all =
          modules
              .filter(module -> !module.endsWith("benchmarks"))
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .toList();
      assertThat(all).hasSizeGreaterThan(8);
      return all.stream().flatMap(JavadocTest::files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
