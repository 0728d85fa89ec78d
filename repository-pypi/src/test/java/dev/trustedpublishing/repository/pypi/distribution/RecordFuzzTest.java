package dev.trustedpublishing.repository.pypi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.repository.pypi.Samples;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.repository.pypi.archive.ZipMember;
import dev.trustedpublishing.support.file.FileProblems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists of files: an input as such a list, and then a right list of its lines. */
class RecordFuzzTest {
  private static final String FOLDER = "sampleproject-1.2.3.dist-info/";

  @FuzzTest
  void recordProblems_anyInput_arePrintable(byte[] input) {
    List<ZipMember> members = new ArrayList<>();
    StringBuilder right = new StringBuilder();
    new String(input, StandardCharsets.UTF_8)
        .lines()
        .distinct()
        .forEach(name -> {
          members.add(new ZipMember(name, name.length(), 0));
          String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
          right.append(quoted).append(",sha256=AAAA,").append(name.length()).append("\r\n");
        });

    assertThat(oddities(right.toString().getBytes(StandardCharsets.UTF_8), members)).isEmpty();
    assertThat(oddities(input, members).toString().chars())
        .noneMatch(c -> Character.isISOControl(c) && c != '\n');
  }

  private static List<String> oddities(byte[] record, List<ZipMember> members) {
    List<Problem> warnings = new ArrayList<>();
    FileProblems findings = Samples.problems(warnings::add);
    new WheelRecord(DistributionFile.of(Path.of(Samples.WHEEL)), FOLDER, record)
        .check(members, findings);
    assertThat(findings.refusals()).isEmpty();
    return warnings.stream().map(Problem::text).toList();
  }
}
