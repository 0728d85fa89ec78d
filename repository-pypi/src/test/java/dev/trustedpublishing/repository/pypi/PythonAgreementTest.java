package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.repository.pypi.archive.DistributionFile;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadata;
import dev.trustedpublishing.repository.pypi.metadata.CoreMetadataReader;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Our verdict on archives next to that of Python's {@code zipfile} and {@code tarfile}, which is
 * what installers read with: what we take, Python opens, and it finds the same metadata. Where we
 * reject more, {@code docs/archives.md} says why. Needs a {@code python3}, so only the profile
 * {@code full} runs it.
 */
@Tag("python")
@Timeout(120)
class PythonAgreementTest {
  private static final String WHEEL = "sampleproject-1.2.3-py3-none-any.whl";
  private static final String SDIST = "sampleproject-1.2.3.tar.gz";
  private static final int MUTANTS = 300;
  private static final long SEED = 20_261_123;

  private final RepositoryClient client;
  private final Map<String, Path> cases = new LinkedHashMap<>();
  @TempDir Path folder;

  PythonAgreementTest() {
    PyPiRepository repository = new PyPiRepository();
    TestContext context = Samples.context(Samples.script());
    client =
        repository.connect(repository.resolve("pypi", List.of(), context).orElseThrow(), context);
  }

  @Test
  void acceptedArchive_isReadIdenticallyByPython() throws Exception {
    samples();
    Random random = new Random(SEED);
    mutants("zip", WHEEL, Samples.wheel().bytes(), random);
    mutants("zip of hatchling", "sample_project-1.2.3-py3-none-any.whl", random);
    mutants("tar of hatchling", "sample_project-1.2.3.tar.gz", random);
    mutantsInside(
        "tar",
        Samples.tar(t -> Samples.file(t, "sampleproject-1.2.3/PKG-INFO", Samples.METADATA)),
        random);

    Map<Path, Python> python = python();

    int taken = 0;
    for (Map.Entry<String, Path> each : cases.entrySet()) {
      Verdict ours = ours(each.getValue());
      if (ours.artifact() != null) {
        taken++;
        Python theirs = python.get(each.getValue());
        assertThat(theirs.verdict()).as("%s, seed %d", each.getKey(), SEED).isEqualTo("ok");
        assertThat(parsed(each.getValue(), theirs.metadata()))
            .as("%s, seed %d", each.getKey(), SEED)
            .isEqualTo(ours.artifact().metadata());
      }
    }
    assertThat(taken).isGreaterThan(10);
  }

  @Test
  void stricterRejection_isDocumented() throws Exception {
    refused(PlanTest.invalidWheels());
    refused(PlanTest.invalidSdists());
    List<String> documented =
        Files.readString(Path.of("..", "docs", "archives.md"))
            .lines()
            .filter(line -> line.matches("\\| ([WS]\\d\\d|[CJ]) .*"))
            .map(line -> line.split(" \\| ", -1)[0].substring(2))
            .toList();

    Map<Path, Python> python = python();

    cases.forEach((name, file) -> assertThat(ours(file).artifact()).as(name).isNull());
    assertThat(cases.keySet())
        .filteredOn(name -> python.get(cases.get(name)).verdict().equals("ok"))
        .as("rows of docs/archives.md, one for each difference")
        .containsExactlyInAnyOrderElementsOf(documented);
  }

  private void samples() {
    int number = 0;
    for (Arguments each : PlanTest.validWheels().toList()) {
      add("taken " + number++, WHEEL, ((PlanTest.Change) each.get()[0]).bytes());
    }
    for (String name :
        List.of(
            "sample_project-1.2.3-py3-none-any.whl",
            "sample_project-1.2.3.tar.gz",
            "flitsample-0.4-py3-none-any.whl",
            "flitsample-0.4.tar.gz")) {
      add(name, name, resource(name));
    }
    add("wheel", WHEEL, Samples.wheel().bytes());
    add("sdist", SDIST, Samples.sdist());
  }

  private void refused(Stream<Arguments> all) {
    all.forEach(each -> {
      Object content = each.get()[0];
      String name = ((Arguments.ArgumentSet) each).getName();
      if (content instanceof PlanTest.Change change) {
        add(name, WHEEL, change.bytes());
      } else {
        add(name, SDIST, (byte[]) content);
      }
    });
  }

  private void mutants(String name, String file, Random random) {
    mutants(name, file, resource(file), random);
  }

  private void mutants(String name, String file, byte[] right, Random random) {
    for (int i = 0; i < MUTANTS; i++) {
      add(name + " mutant " + i, file, mutant(right, random));
    }
  }

  /** Behind the compression, where a change is not determined by a checksum. */
  private void mutantsInside(String name, byte[] right, Random random) {
    for (int i = 0; i < MUTANTS; i++) {
      add(name + " mutant " + i, SDIST, Samples.gzip(mutant(right, random)));
    }
  }

  private static byte[] mutant(byte[] right, Random random) {
    byte[] mutant = right.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      mutant[random.nextInt(Math.min(mutant.length, 4_096))] = (byte) random.nextInt(256);
    }
    return mutant;
  }

  private void add(String name, String file, byte[] content) {
    try {
      Path own = Files.createDirectory(folder.resolve(String.valueOf(cases.size())));
      cases.put(name, Samples.write(own, file, content));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Verdict ours(Path file) {
    try {
      List<Artifact> plan = client.plan(List.of(file));
      return new Verdict((PyPiArtifact) plan.get(0), List.of());
    } catch (TrustedPublishingException e) {
      return new Verdict(null, e.problems());
    }
  }

  private static CoreMetadata parsed(Path file, byte[] metadata) throws Exception {
    String member = file.toString().endsWith(".whl") ? "METADATA" : "PKG-INFO";
    return CoreMetadataReader.read(DistributionFile.of(file), member, metadata);
  }

  /** One process for all files: one line of Base64 or of words for each. */
  private Map<Path, Python> python() throws Exception {
    Path script = folder.resolve("read.py");
    try (InputStream in = PythonAgreementTest.class.getResourceAsStream("read_archives.py")) {
      Files.write(script, java.util.Objects.requireNonNull(in).readAllBytes());
    }
    List<Path> files = new ArrayList<>(cases.values());
    Path list = folder.resolve("files.txt");
    Files.write(list, files.stream().map(Path::toString).toList());
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder("python3", script.toString(), list.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    List<String> lines = Files.readAllLines(output);
    assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
    assertThat(lines).hasSameSizeAs(files);
    Map<Path, Python> verdicts = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      String[] parts = lines.get(i).split("\t", 2);
      byte[] metadata =
          parts[0].equals("ok")
              ? Base64.getDecoder().decode(parts[1].getBytes(StandardCharsets.US_ASCII))
              : new byte[0];
      verdicts.put(files.get(i), new Python(parts[0], metadata));
    }
    return verdicts;
  }

  private static byte[] resource(String name) {
    try (InputStream in = Samples.class.getResourceAsStream(name)) {
      return java.util.Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private record Verdict(PyPiArtifact artifact, List<Problem> problems) {}

  /** What Python says, and the metadata that it found. */
  private static final class Python {
    private final String verdict;
    private final byte[] metadata;

    private Python(String verdict, byte[] metadata) {
      this.verdict = verdict;
      this.metadata = metadata;
    }

    private String verdict() {
      return verdict;
    }

    private byte[] metadata() {
      return metadata;
    }
  }
}
