package dev.trustedpublishing.repository.npm.tarball;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.repository.npm.Packed;
import dev.trustedpublishing.repository.npm.model.Tarball;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.testkit.TarChecksums;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Packed packages: an input is a tar archive whose check sums are put right. */
class TarballFuzzTest {
  @TempDir Path folder;

  @FuzzTest
  void tarball_readBothWays_yieldsSamePackage(byte[] input) throws IOException {
    byte[] content = Packed.gzip(TarChecksums.corrected(input));
    ArchiveFile file = PackedFile.of(Files.write(folder.resolve("hello.tgz"), content));
    TestContext context = TestContext.over(Packed.script()).with(folder);
    Tarball tarball;
    try {
      tarball = new TarballReader(file, context).read();
    } catch (InvalidFileException | TrustedPublishingException refused) {
      return;
    }
    assertThat(tarball.file().size()).isEqualTo(content.length);
    try {
      assertThat(new TarballReader(file, context).readManifest().members())
          .isEqualTo(tarball.manifest().members());
    } catch (InvalidFileException e) {
      throw new AssertionError("the whole is taken and its beginning is not", e);
    }
  }
}
