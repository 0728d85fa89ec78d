package dev.trustedpublishing.repository.npm.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.npm.Packed;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.repository.npm.model.PackageVersion;
import dev.trustedpublishing.repository.npm.model.PublishOptions;
import dev.trustedpublishing.repository.npm.model.Tarball;
import dev.trustedpublishing.repository.npm.publish.PublishDocument;
import dev.trustedpublishing.repository.npm.tarball.PackedFile;
import dev.trustedpublishing.repository.npm.tarball.TarballReader;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A package.json, judged by all rules and made into the document that is published. */
class ManifestFuzzTest {
  private static final RegistryAddress REGISTRY =
      RegistryAddress.parse("https://registry.example/");
  @TempDir Path folder;
  private final ScriptedTransport script = Packed.script();
  private final TestContext context = TestContext.over(script).with(Packed.CLOCK);
  private ArchiveFile file;
  private Tarball good;

  @BeforeEach
  void pack() throws Exception {
    context.with(folder);
    file = PackedFile.of(Packed.of("hello", "1.0.0", "").to(folder.resolve("hello.tgz")));
    good = new TarballReader(file, context).read();
  }

  @FuzzTest
  void manifest_accepted_producesSingleVersionDocument(byte[] input) throws IOException {
    JsonObject manifest;
    try {
      manifest = context.parse(input);
    } catch (JsonException refused) {
      return;
    }
    List<Problem> problems = new ArrayList<>();
    FileProblems findings = new FileProblems(problems::add, PackageValidator::rules, true);
    Tarball tarball =
        new Tarball(good.file(), good.digests(), manifest, Optional.empty(), Set.of());
    Optional<NpmArtifact> artifact =
        new ManifestRules(file, tarball, PublishOptions.none(), findings).check();
    problems.addAll(findings.refusals());
    assertThat(problems)
        .allSatisfy(problem ->
            assertThat(problem.text().chars())
                .noneMatch(c -> Character.isISOControl(c) && c != '\n'));
    if (artifact.isPresent() && findings.refusals().isEmpty()) {
      requireDocument(artifact.get());
    }
  }

  private void requireDocument(NpmArtifact artifact) throws IOException {
    PublishDocument document = PublishDocument.of(artifact, REGISTRY, context);
    byte[] sent =
        ((dev.trustedpublishing.api.http.HttpBody.Stream) document.body())
            .source()
            .open()
            .readAllBytes();
    Map<String, ?> members = context.parse(sent).members();
    assertThat(members.get("name")).isEqualTo(artifact.packageName());
    assertThat(context.parse(sent).object("versions").orElseThrow().names())
        .containsExactly(artifact.version());
    assertThat(PackageVersion.clean(artifact.version()))
        .hasValueSatisfying(version -> assertThat(version).hasToString(artifact.version()));
    assertThat(REGISTRY.document(new PackageName(artifact.packageName())).toString())
        .startsWith("https://registry.example/");
  }
}
