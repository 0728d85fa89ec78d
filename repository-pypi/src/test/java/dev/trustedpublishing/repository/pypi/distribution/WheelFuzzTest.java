package dev.trustedpublishing.repository.pypi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.repository.pypi.Samples;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.support.file.InvalidFileException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;

/** ZIP archives under the name of a wheel. */
class WheelFuzzTest {
  @TempDir Path folder;

  @FuzzTest
  void acceptedWheel_isReadIdenticallyByAllReaders(byte[] input) throws IOException {
    Path path = Samples.write(folder, Samples.WHEEL, input);
    Optional<PyPiArtifact> artifact;
    try {
      artifact = new WheelReader(DistributionFile.of(path), Samples.problems(w -> {})).read();
    } catch (InvalidFileException | TrustedPublishingException refused) {
      return;
    }
    artifact.ifPresent(read -> assertThat(read.file().size()).isEqualTo(input.length));
    Map<String, String> fromFrontToBack;
    try {
      fromFrontToBack = fromFrontToBack(input);
    } catch (ZipException | EOFException contentThatIsNeverUnpacked) {
      return;
    }
    assertThat(byDirectory(path)).isEqualTo(fromFrontToBack);
  }

  private static Map<String, String> byDirectory(Path path) throws IOException {
    Map<String, String> members = new HashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : List.<ZipEntry>copyOf(zip.stream().toList())) {
        members.put(entry.getName(), shown(entry, zip.getInputStream(entry).readAllBytes()));
      }
    }
    return members;
  }

  private static Map<String, String> fromFrontToBack(byte[] input) throws IOException {
    Map<String, String> members = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(input))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        members.put(entry.getName(), shown(entry, zip.readAllBytes()));
      }
    }
    return members;
  }

  private static String shown(ZipEntry entry, byte[] content) {
    return entry.isDirectory() + " " + Arrays.hashCode(content);
  }
}
