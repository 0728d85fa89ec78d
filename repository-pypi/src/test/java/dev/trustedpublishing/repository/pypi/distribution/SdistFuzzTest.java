package dev.trustedpublishing.repository.pypi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.repository.pypi.Samples;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.repository.pypi.metadata.MetadataField;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.testkit.TarChecksums;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Source distributions: an input is a tar archive whose check sums are put right. */
class SdistFuzzTest {
  @TempDir Path folder;

  @FuzzTest
  void acceptedSdist_matchesFileAndMetadata(byte[] input) {
    byte[] file = Samples.gzip(TarChecksums.corrected(input));
    Path path = Samples.write(folder, Samples.SDIST, file);
    Optional<PyPiArtifact> artifact;
    try {
      artifact = new SdistReader(DistributionFile.of(path), Samples.problems(w -> {})).read();
    } catch (InvalidFileException | TrustedPublishingException refused) {
      return;
    }
    artifact.ifPresent(read -> {
      assertThat(read.file().size()).isEqualTo(file.length);
      assertThat(read.metadata().first(MetadataField.NAME)).contains(read.project().written());
    });
  }
}
