package dev.trustedpublishing.repository.pypi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.repository.pypi.Samples;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import dev.trustedpublishing.repository.pypi.metadata.PythonVersion;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Names of wheels, without {@code .whl}. */
class WheelNameFuzzTest {

  @FuzzTest
  void acceptedWheelName_isRebuiltFromItsParts(byte[] input) {
    String stem = new String(input, StandardCharsets.UTF_8);
    ArchiveFile file;
    WheelName name;
    try {
      file = DistributionFile.of(Path.of(stem + ".whl"));
      name = WheelName.of(file);
    } catch (InvalidPathException | InvalidFileException refused) {
      return;
    }
    assertThat(name.name() + "-" + name.writtenVersion() + name.tail() + ".whl")
        .isEqualTo(file.name());
    assertThat(PythonVersion.parse(name.version().toString()))
        .hasValueSatisfying(again -> assertThat(again.isSameAs(name.version())).isTrue());
    List<Problem> warnings = new ArrayList<>();
    FileProblems findings = Samples.problems(warnings::add);
    name.check(file, new ProjectName(name.name()), name.version(), findings);
    assertThat(findings.refusals().stream().map(Problem::what))
        .allMatch(what -> what.contains("platform") || what.contains("disagree"));
  }
}
