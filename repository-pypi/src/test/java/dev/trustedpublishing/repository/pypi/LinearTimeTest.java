package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.repository.pypi.archive.ZipBytes;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadata;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadataReader;
import dev.trustedpublishing.repository.pypi.metadata.MetadataRules;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.testkit.LinearTime;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsers of what others wrote: twice the input takes twice the time, and no stack overflows. */
@Timeout(120)
class LinearTimeTest {
  private static final int LENGTH = 20_000;
  private static final ArchiveFile FILE = DistributionFile.of(Path.of(Samples.WHEEL));

  @TempDir Path folder;

  private static String repeated(String unit, int length) {
    return unit.repeat(length / unit.length() + 1);
  }

  /** Everything between the bars is repeated. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Author-email: |x| <a@b.cd>",
        "Author-email: |x|",
        "Author-email: |\"| <a@b.cd>",
        "Author-email: \"|\\x|\" <a@b.cd>",
        "Author-email: |<|",
        "Author-email: a@b|.c|",
        "Author-email: |@|",
        "Author-email: |, |",
        "Description-Content-Type: text/plain|; |",
        "Description-Content-Type: text/plain|;a=|",
        "Description-Content-Type: text/plain;|a|",
        "Home-page: https://|a|",
        "Project-URL: |a,|",
        "Requires-Dist: |a|",
        "Requires-Dist: a|.|",
        "Requires-Dist: a[|a,|",
        "Requires-Dist: a[|a.|",
        "Requires-Dist: a>1|,>1|",
        "Requires-Dist: a; |(|",
        "Requires-Dist: a; os_name=='a'| and os_name=='a'|",
        "Requires-Dist: a; os_name==|'|",
        "Requires-Dist: a @ |x|",
        "Requires-Dist: a |\t|b",
        "Requires-Python: |>1,|",
        "Requires-Python: >|1|",
        "Requires-Python: ==1|.1|.*",
        "Requires-Python: === |\t|",
        "License-Expression: |(|",
        "License-Expression: MIT| OR MIT|",
        "License-Expression: |MIT |",
        "License-Expression: |a|+",
        "License-File: |../|",
        "Import-Name: a|.a|",
        "Import-Name: |a|",
        "Provides-Extra: |a-|",
        "Name: |a.|",
        "Version: |1.|",
        "Classifier: |a :: |",
        "Dynamic: |a|",
        "|a|",
        "|a|: b",
        "Summary: a|\n b|",
        "Summary: a|\n|",
        "Description: a|\n        b|",
        "|Keywords: a\n|",
        "|Project-URL: a, https://b\n|",
      })
  void metadata_growsWithItsInput(String form) {
    String[] parts = form.split("\\|", -1);

    LinearTime.require(
        LENGTH,
        length -> {
          String text =
              "Metadata-Version: 2.4\n" + parts[0] + repeated(parts[1], length) + parts[2] + "\n";
          List<Problem> problems = new ArrayList<>();
          try {
            CoreMetadata metadata =
                CoreMetadataReader.read(FILE, "METADATA", text.getBytes(StandardCharsets.UTF_8));
            new MetadataRules(FILE, "METADATA", metadata, Samples.problems(problems::add))
                .check("", Set.of());
          } catch (InvalidFileException e) {
            problems.add(e.problem());
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "RECORD, '\"\"'",
    "RECORD, '\"'",
    "RECORD, ','",
    "RECORD, 'a,sha256=A,1\n'",
    "RECORD, '\n'",
    "WHEEL, 'Tag: a\n'",
    "WHEEL, 'Tag: '"
  })
  void filesOfWheel_growWithTheirInput(String name, String unit) {
    RepositoryClient client = client(Samples.script());

    LinearTime.require(
        LENGTH,
        length -> {
          ZipBytes wheel = Samples.wheel();
          wheel.remove(Samples.INFO + name).add(Samples.INFO + name, repeated(unit, length));
          client.plan(List.of(Samples.write(folder, Samples.WHEEL, wheel.bytes())));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a href=\"|#|\">x</a>",
        "<a href=\"#|.|\">x</a>",
        "<a href=\"#|a|\">x</a>",
        "<a href=\"|&|\">x</a>",
        "<a href=\"|&amp|\">x</a>",
        "<a href=\"|&#35;|\">x</a>",
        "<a href=\"|%|\">x</a>",
        "<a href=\"|.whl|\">x</a>",
        "<a href=\"|.tar|\">x</a>",
        "<a href=\"|sha256=|\">x</a>",
        "<a href=\"#|&sha256=|\">x</a>",
        "<a href=|#|>x</a>",
        "<a |href |>x</a>",
        "|<a href=\"#\">|",
        "|<a href=\"x\">y</a>|",
        "|<p>|",
        "|<b><p>|",
        "<!--|-|",
        "|</|",
      })
  void indexPage_growsWithItsInput(String form) {
    String[] parts = form.split("\\|", -1);
    ScriptedTransport script = Samples.script();
    RepositoryClient client = client(script);
    Artifact artifact =
        client.plan(List.of(Samples.write(folder, Samples.SDIST, Samples.sdist()))).get(0);

    LinearTime.require(
        LENGTH,
        length -> {
          script.answer(
              200, parts[0] + repeated(parts[1], length) + parts[2], "Content-Type", "text/html");
          client.find(artifact);
        });
  }

  @Test
  void addressAfterLongName_isAccepted() {
    List<Problem> problems = new ArrayList<>();
    CoreMetadata metadata = metadata("Author-email: " + "x".repeat(1_000_000) + " <a@b.cd>");
    new MetadataRules(FILE, "METADATA", metadata, Samples.problems(problems::add))
        .check("", Set.of());

    assertThat(problems).extracting(Problem::what).noneMatch(what -> what.contains("email"));
  }

  private static CoreMetadata metadata(String line) {
    try {
      return CoreMetadataReader.read(FILE, "METADATA", line.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidFileException e) {
      throw new AssertionError(e);
    }
  }

  private static RepositoryClient client(ScriptedTransport script) {
    PyPiRepository repository = new PyPiRepository();
    TestContext context = Samples.context(script);
    return repository.connect(
        repository.resolve("pypi", List.of(), context).orElseThrow(), context);
  }
}
