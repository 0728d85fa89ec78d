package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
    assertThat(
            sources()
                .filter(JavadocTest::isPromised)
                .filter(file -> isSilent(ModuleSources.read(file))))
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
            .flatMap(file -> PAGE.matcher(ModuleSources.read(file)).results())
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
    return !Files.exists(mark) || !ModuleSources.read(mark).contains("API.Status.INTERNAL");
  }

  private static boolean isSilent(String source) {
    Matcher type = PUBLIC_TYPE.matcher(source);
    String words = type.find() ? type.group(1).toLowerCase(Locale.ROOT) : "immutable";
    return !words.contains("thread") && !words.contains("immutable");
  }

  /** Of all modules that are released. */
  private static Stream<Path> sources() {
    List<Path> all =
        ModuleSources.in("src/main/java").stream().filter(JavadocTest::isReleased).toList();
    assertThat(all.stream().map(JavadocTest::module).distinct()).hasSizeGreaterThan(8);
    return all.stream();
  }

  private static boolean isReleased(Path file) {
    return !Set.of("benchmarks", "docs").contains(module(file));
  }

  private static String module(Path file) {
    return ROOT.relativize(file).getName(0).toString();
  }
}
