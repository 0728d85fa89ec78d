package dev.trustedpublishing.repository.pypi.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.repository.pypi.Samples;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Core metadata: read, judged by all rules, written anew and read again. */
class MetadataFuzzTest {
  private static final ArchiveFile FILE = DistributionFile.of(Path.of(Samples.SDIST));

  @FuzzTest
  void acceptedMetadata_survivesRoundTrip(byte[] input) {
    CoreMetadata metadata;
    try {
      metadata = CoreMetadataReader.read(FILE, "PKG-INFO", input);
    } catch (InvalidFileException refused) {
      assertThat(refused.problem().remedy()).isNotBlank();
      return;
    }
    List<Problem> problems = new ArrayList<>();
    FileProblems findings = Samples.problems(problems::add);
    new MetadataRules(FILE, "PKG-INFO", metadata, findings).check("", Set.of());
    problems.addAll(findings.refusals());
    assertThat(problems)
        .allSatisfy(problem ->
            assertThat(problem.text().chars())
                .noneMatch(c -> Character.isISOControl(c) && c != '\n'));
    assertThat(again(metadata).formFields()).isEqualTo(metadata.formFields());
  }

  private static CoreMetadata again(CoreMetadata metadata) {
    StringBuilder headers = new StringBuilder();
    StringBuilder body = new StringBuilder();
    for (CoreMetadata.Entry entry : metadata.entries()) {
      boolean description = entry.field() == MetadataField.DESCRIPTION;
      if (description && entry.equals(last(metadata))) {
        body.append('\n').append(entry.value());
      } else {
        String value = description ? entry.value().replace("\n", "\n        ") : entry.value();
        headers.append(entry.field().header).append(": ").append(value).append('\n');
      }
    }
    try {
      return CoreMetadataReader.read(
          FILE, "PKG-INFO", (headers + "" + body).getBytes(StandardCharsets.UTF_8));
    } catch (InvalidFileException e) {
      throw new AssertionError("what was taken is refused when written again", e);
    }
  }

  private static CoreMetadata.Entry last(CoreMetadata metadata) {
    return metadata.entries().get(metadata.entries().size() - 1);
  }
}
