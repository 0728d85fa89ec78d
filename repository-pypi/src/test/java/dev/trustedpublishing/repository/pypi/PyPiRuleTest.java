package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.repository.pypi.archive.ZipBytes;
import dev.trustedpublishing.repository.pypi.plan.DistributionValidator;
import dev.trustedpublishing.support.file.PlanRules;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.registry.pypi.PyPiRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The plan's rules: those of PyPI decide as PyPI does, and hold at PyPI and TestPyPI only. The
 * cases are the tables that the embedded PyPI is tested with.
 */
class PyPiRuleTest {
  private static final String PRIVATE = "https://index.example/repository/wheels/";

  /** What PyPI accepts and no installer reads. */
  private static final Set<String> REJECTED_HERE =
      Set.of("some-thing 1.0 some_thing-1.0--none-any.whl");

  @TempDir Path folder;

  private final TestContext context = Samples.context(Samples.script());

  private RepositoryClient client(String target) {
    PyPiRepository repository = new PyPiRepository();
    return repository.connect(
        repository.resolve(target, List.of(), context).orElseThrow(), context);
  }

  /** The problems that stop the plan; none if it passes. */
  private List<Problem> refusals(String target, Path file) {
    context.warnings().clear();
    TrustedPublishingException refused =
        catchThrowableOfType(
            TrustedPublishingException.class, () -> client(target).plan(List.of(file)));
    return refused == null ? List.of() : refused.problems();
  }

  private String warnings() {
    return String.join("\n\n", context.warnings().stream().map(Problem::text).toList());
  }

  private static String metadata(String name, String version, String more) {
    return "Metadata-Version: 2.4\nName: %s\nVersion: %s\n%s".formatted(name, version, more);
  }

  /** A wheel whose name says everything about its content. */
  private Path wheel(String filename, String metadata) {
    String[] parts = filename.substring(0, filename.length() - 4).split("-", -1);
    String info = parts[0] + "-" + (parts.length > 1 ? parts[1] : "") + ".dist-info/";
    int last = Math.max(2, parts.length - 3);
    StringBuilder tags = new StringBuilder("Wheel-Version: 1.0\n");
    if (parts.length > last + 2) {
      for (String python : parts[last].split("\\.", -1)) {
        for (String platform : parts[last + 2].split("\\.", -1)) {
          tags.append("Tag: %s-%s-%s\n".formatted(python, parts[last + 1], platform));
        }
      }
    }
    ZipBytes zip =
        new ZipBytes()
            .add(info + "METADATA", metadata)
            .add(info + "WHEEL", tags.toString())
            .add(
                info + "RECORD",
                "%1$sMETADATA,sha256=A,\n%1$sWHEEL,sha256=A,\n%1$sRECORD,,\n".formatted(info));
    return Samples.write(folder, filename, zip.bytes());
  }

  private Path file(PyPiRule rule, String input) {
    String[] parts = input.split(" ", 3);
    return switch (rule) {
      case PLATFORM_TAGS ->
          wheel(
              "sampleproject-1.2.3-cp311-cp311-" + input + ".whl",
              metadata("sampleproject", "1.2.3", ""));
      case WHEEL_FILE_NAMES -> wheel(parts[2], metadata(parts[0], parts[1], ""));
      case SOURCE_FILE_NAMES ->
          Samples.write(
              folder,
              parts[2],
              Samples.targz(tar ->
                  Samples.file(
                      tar,
                      parts[2].replace(".tar.gz", "") + "/PKG-INFO",
                      metadata(parts[0], parts[1], ""))));
      default ->
          wheel(
              Samples.WHEEL,
              metadata("sampleproject", "1.2.3", field(rule) + ": " + input.replace("\n", "\n ")));
    };
  }

  private static String field(PyPiRule rule) {
    return switch (rule) {
      case LICENSE_EXPRESSIONS -> "License-Expression";
      case REQUIRES_PYTHON -> "Requires-Python";
      case REQUIRES_DIST -> "Requires-Dist";
      case PROVIDES_DIST -> "Provides-Dist";
      default -> throw new IllegalArgumentException(rule.name());
    };
  }

  @ParameterizedTest
  @EnumSource(
      names = {"PROJECT_NAMES", "ENTRY_POINTS"}, // A plan does not know which projects exist.
      mode = EnumSource.Mode.EXCLUDE)
  void plan_decidesAsPyPi(PyPiRule rule) {
    SoftAssertions softly = new SoftAssertions();
    for (PyPiRule.Case one : rule.cases()) {
      // An empty value is not sent.
      boolean accepted =
          (one.isAccepted() || one.input().isBlank()) && !REJECTED_HERE.contains(one.input());
      softly
          .assertThat(refusals("pypi", file(rule, one.input())).isEmpty())
          .as("accepted: '%s' %s", one.input(), one.rejection().orElse(""))
          .isEqualTo(accepted);
    }
    softly.assertAll();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          macosx_27_0_arm64    | macosx_10_N_(ppc|ppc64|i386|x86_64|arm64|intel|fat|fat3|fat64|universal|universal2), macosx_(11|12|13|14|15|26)_0_(ppc|
          manylinux_2_17_foo   | manylinux1_(x86_64|i686), manylinux2010_(x86_64|i686), manylinux2014_(
          pyodide_2024_0_wasm32 | any, win*, linux*, manylinux*, musllinux*, macosx*, ios*, android*, pyemscripten*
          ios_15_4_arm64       | ios_N_N_(arm64_iphoneos|arm64_iphonesimulator|x86_64_iphoneos|x86_64_iphonesimulator)
          """)
  void platformTag_ofPyPiRejected_showsThoseOfItsSystem(String tag, String expected) {
    assertThat(refusals("pypi", file(PyPiRule.PLATFORM_TAGS, tag)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.expected().orElseThrow()).startsWith(expected));
  }

  // ---- policies

  private static Arguments policy(String name, String filename, String metadata, String words) {
    return argumentSet(name, filename, metadata, words);
  }

  static Stream<Arguments> policies() {
    return Stream.of(
        policy(
            "local version of git",
            "demo-1.0.dev0+gabc123-py3-none-any.whl",
            metadata("demo", "1.0.dev0+gabc123", ""),
            "a version without '+gabc123'"),
        policy(
            "local version of CUDA",
            "demo-1.0+cu129-py3-none-any.whl",
            metadata("demo", "1.0+cu129", ""),
            "Local versions can't be published to PyPI."),
        policy(
            "direct reference",
            "demo-1.0-py3-none-any.whl",
            metadata("demo", "1.0", "Requires-Dist: other @ git+https://example.org/other"),
            "PyPI accepts no direct references"),
        policy(
            "plain Linux",
            "demo-1.0-cp312-cp312-linux_x86_64.whl",
            metadata("demo", "1.0", ""),
            "linux_(armv6l|armv7l), manylinux1_(x86_64|i686), manylinux2010_(x86_64|i686)"),
        policy(
            "field newer than the metadata version",
            "demo-1.0-py3-none-any.whl",
            "Metadata-Version: 2.3\nName: demo\nVersion: 1.0\nLicense-Expression: MIT\n",
            "Metadata-Version 2.4 or newer for License-Expression, not 2.3"),
        policy(
            "metadata version of tomorrow",
            "demo-1.0-py3-none-any.whl",
            "Metadata-Version: 2.9\nName: demo\nVersion: 1.0\n",
            "one of 1.0, 1.1"),
        policy(
            "license of tomorrow",
            "demo-1.0-py3-none-any.whl",
            metadata("demo", "1.0", "License-Expression: MIT OR Foo-Bar-9"),
            "identifiers of the SPDX License List 3.27.0, as PyPI had it on 2026-11-29; not in it:"
                + " foo-bar-9"),
        policy(
            "name not normalized",
            "De.Mo-1.0-py3-none-any.whl",
            metadata("de-mo", "1.0", ""),
            "de_mo-1.0-py3-none-any.whl"),
        policy(
            "long summary",
            "demo-1.0-py3-none-any.whl",
            metadata("demo", "1.0", "Summary: " + "x".repeat(513)),
            "at most 512 characters"),
        policy(
            "license file that is absent",
            "demo-1.0-py3-none-any.whl",
            metadata("demo", "1.0", "License-File: LICENSE"),
            "License-File 'LICENSE' (line 4) is not in the archive."));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void policyOfPyPi_isWarningElsewhere(String filename, String metadata, String words) {
    Path file = wheel(filename, metadata);

    for (String target : List.of("pypi", "testpypi")) {
      assertThat(refusals(target, file)).extracting(Problem::text).anyMatch(t -> t.contains(words));
    }
    assertThat(refusals(PRIVATE, file)).isEmpty();
    assertThat(warnings())
        .contains(words)
        .contains("No action needed if this index accepts it: the rule is PyPI's. Otherwise: ");
  }

  @ParameterizedTest
  @CsvSource({
    "demo-1.0-py3-none-any.whl, 'Requires-Dist: foo bar', requirement as in PEP 508",
    "demo-1.0-py3-none-any.whl, 'Requires-Python: >=3.x', version specifiers",
    "other-1.0-py3-none-any.whl, '', demo-1.0-py3-none-any.whl"
  })
  void specification_isRejectedEverywhere(String filename, String line, String words) {
    Path file = wheel(filename, metadata("demo", "1.0", line));

    for (String target : List.of("pypi", PRIVATE)) {
      assertThat(refusals(target, file)).extracting(Problem::text).anyMatch(t -> t.contains(words));
    }
  }

  // ---- warnings

  @Test
  void pythonTag_startingWithDigit_warns() {
    Path file =
        wheel("demo-1.0-2.7.6-none-any.whl", metadata("demo", "1.0", "")); // A version of Python.

    assertThat(refusals("pypi", file)).isEmpty();
    assertThat(warnings())
        .contains("demo-1.0-2.7.6-none-any.whl: its Python tag starts with a digit.")
        .contains("Found:    2.7.6\n  Expected: tags such as py3, cp312 or py2.py3");
  }

  @ParameterizedTest
  @CsvSource({
    "py2-none-any, py2-none-any",
    "py3-none-any.foo, py3-none-any.foo",
    "'', no Tag line"
  })
  void tagsOfWheel_unlikeTheName_warn(String tag, String found) {
    ZipBytes wheel = Samples.wheel();
    wheel
        .remove(Samples.INFO + "WHEEL")
        .add(Samples.INFO + "WHEEL", "Wheel-Version: 1.0\n" + (tag.isEmpty() ? "" : "Tag: " + tag));

    assertThat(refusals("pypi", Samples.write(folder, Samples.WHEEL, wheel.bytes()))).isEmpty();
    assertThat(warnings())
        .contains("the tags in WHEEL are not those of its name.")
        .contains("Found:    " + found + "\n  Expected: py3-none-any\n");
  }

  @Test
  void recordRow_forFolder_warns() {
    ZipBytes wheel = Samples.wheel().add("sampleproject/", "");
    wheel
        .remove(Samples.INFO + "RECORD")
        .add(Samples.INFO + "RECORD", "sampleproject/,sha256=AAAA,0\n");

    assertThat(refusals("pypi", Samples.write(folder, Samples.WHEEL, wheel.bytes()))).isEmpty();
    assertThat(warnings()).contains("sampleproject/: a folder, and only files are listed");
  }

  // ---- the table

  @Test
  void everyReportedRule_isInTheTable_withItsKindAndSource() throws IOException {
    PlanRules rules = DistributionValidator.rules();
    Set<String> reported = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        java.util.regex.Pattern.compile("(?:report|require|reportSecond)\\(\\s*\"([a-z-]+)\"")
            .matcher(Files.readString(source))
            .results()
            .forEach(call -> reported.add(call.group(1)));
      }
    }

    assertThat(rules.byId()).containsKeys(reported.toArray(String[]::new));
    assertThat(reported).hasSizeGreaterThan(35);
    rules
        .byId()
        .forEach((id, rule) -> {
          assertThat(rule.source()).as(id).isNotBlank();
          if (rule.kind() == PlanRules.Kind.POLICY) {
            assertThat(rule.elsewhere()).as(id).isNotEqualTo(PlanRules.Outcome.REJECT);
          } else {
            assertThat(rule.elsewhere()).as(id).isEqualTo(rule.atOwner());
          }
        });
  }
}
