package dev.trustedpublishing.repository.npm.tarball;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.npm.Packed;
import dev.trustedpublishing.repository.npm.model.Readme;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is removed of a packed package. */
class TarballReaderTest {
  private static final String GOOD = "{\"name\":\"hello\"}";
  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path folder;
  private final RecordingJson json = new RecordingJson();

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "README, README",
    "ReadMe.TXT, ReadMe.TXT",
    "readme.txt README.md, README.md",
    "README.md readme.txt, README.md",
    "README.md readme.markdown, README.md",
    "readme.txt README, readme.txt",
    "readme.txt README.mkd, README.mkd",
    "docs/README.md, none",
    "README.d/x, none",
    "readmes.md, none",
  })
  void readme_prefersMarkdownThenFirstFile(String files, String chosen)
      throws InvalidFileException {
    Packed packed = Packed.manifest(GOOD);
    for (String file : files.split(" ", -1)) {
      packed.with("package/" + file, "text of " + file);
    }

    assertThat(reader(packed).read().readme().map(Readme::filename).orElse("none"))
        .isEqualTo(chosen);
  }

  @Test
  void readme_tooLong_isOmitted() throws InvalidFileException {
    assertThat(reader(readme(MEBIBYTE)).read().readme()).isPresent();
    assertThat(reader(readme(MEBIBYTE + 1)).read().readme()).isEmpty();
  }

  @Test
  void packageJson_overOneMebibyte_isRejected() throws InvalidFileException {
    String most = GOOD + " ".repeat(MEBIBYTE - GOOD.length());

    assertThat(reader(Packed.manifest(most)).read().manifest().text("name")).contains("hello");
    assertThatThrownBy(() -> reader(Packed.manifest(most + " ")).read())
        .hasMessageContaining("its package.json has 1048577 bytes; at most 1048576 are allowed.");
  }

  @Test
  void byteOrderMark_isStrippedBeforeParsing() throws InvalidFileException {
    reader(Packed.manifest("\uFEFF" + GOOD)).read();
    reader(Packed.manifest(GOOD)).read();

    assertThat(json.parsed).containsExactly(GOOD, GOOD);
  }

  @Test
  void readManifest_stopsAfterFirstManifest() throws Exception {
    Packed twice = Packed.manifest(GOOD).with("package/package.json", "no JSON");

    assertThat(reader(twice).readManifest().text("name")).contains("hello");
  }

  private TarballReader reader(Packed packed) {
    return new TarballReader(PackedFile.of(packed.to(folder.resolve("hello.tgz"))), json);
  }

  private static Packed readme(int bytes) {
    return Packed.manifest(GOOD).with("package/README.md", new byte[bytes]);
  }

  /** JSON as the tests read it, and what was given to it. */
  private final class RecordingJson implements Json {
    private final List<String> parsed = new ArrayList<>();

    @Override
    public JsonObject parse(byte[] text) {
      parsed.add(new String(text, StandardCharsets.UTF_8));
      return TestContext.over(Packed.script()).parse(text);
    }

    @Override
    public byte[] write(Map<String, ?> object) {
      throw new UnsupportedOperationException("nothing is written");
    }
  }
}
