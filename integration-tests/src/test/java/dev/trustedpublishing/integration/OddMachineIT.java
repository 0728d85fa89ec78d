package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.registry.pypi.Endpoint;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import dev.trustedpublishing.testkit.registry.pypi.model.UploadedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C09 to C11: machines without something, and machines of other countries. */
@Timeout(480)
class OddMachineIT {
  private static final String[] PUBLISH = {"publish", "--audit-log", "audit.jsonl"};

  @TempDir Path folder;
  private Sandbox sandbox;
  private Path dist;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.builder().start();
    dist = Files.createDirectory(folder.resolve("dist"));
    SampleDistribution.HATCHLING.copyTo(dist);
  }

  @AfterEach
  void stop() throws IOException {
    sandbox.close();
  }

  @Test
  @FaultRow("C10")
  void publish_withoutHomeDirectory_succeeds() throws Exception {
    assertPublished(
        ChildProcess.in(folder, sandbox)
            .before("unset HOME &&")
            .with("-Duser.home=?")
            .run(PUBLISH));
  }

  @Test
  @FaultRow("C10")
  void publish_withoutTempDirectory_succeeds() throws Exception {
    String none = "-Djava.io.tmpdir=" + folder.resolve("dist/none");

    assertPublished(ChildProcess.in(folder, sandbox).with(none).run(PUBLISH));
  }

  @Test
  @FaultRow("C10")
  void jvm_deletedWorkingDirectory_doesNotStart() throws Exception {
    ChildProcess.End end =
        ChildProcess.in(folder, sandbox)
            .before("mkdir gone && cd gone && rmdir ../gone &&")
            .run(PUBLISH);

    assertThat(end.exitCode()).isEqualTo(1);
    assertThat(end.output()).contains("Could not determine current working directory");
    assertThat(sandbox.issuer().requests()).isEmpty();
  }

  @Test
  @FaultRow("C10")
  void publish_missingWorkingDirectory_acceptsExplicitFilesOnly() throws Exception {
    ChildProcess process =
        ChildProcess.in(folder, sandbox).with("-Duser.dir=" + folder.resolve("gone"));
    String[] files = files();

    assertPublished(process.run("publish", files[0], files[1]));

    ChildProcess.End nothing = process.run("publish");
    assertThat(nothing.exitCode()).as(nothing.output()).isEqualTo(2);
    assertThat(nothing.output()).contains("usage.nothing-to-publish", "dist/*");
  }

  @Test
  @FaultRow("C10")
  void publish_withoutNetwork_failsWithDnsError() throws Exception {
    ChildProcess.End end =
        ChildProcess.in(folder, sandbox)
            .run("publish", "--repository", "https://registry.invalid/legacy/");

    assertThat(end.exitCode()).as(end.output()).isEqualTo(6);
    assertThat(end.output()).contains("temporary.dns", "registry.invalid", "Fix:");
    assertThat(sandbox.issuer().requests()).isEmpty();
  }

  /**
   * Each jar of this class path is an open file; with the one jar that people get, 64 are enough.
   */
  @ParameterizedTest(name = "{0} open files")
  @ValueSource(ints = {64, 48, 32})
  @FaultRow("C09")
  void publish_fewFileDescriptors_succeedsOrExplains(int files) throws Exception {
    assertWorksOrExplains(
        ChildProcess.in(folder, sandbox).before("ulimit -n " + files + " &&").run(PUBLISH));
  }

  /** Java that can't load its classes any more can't explain either; but it ends, and says so. */
  private void assertWorksOrExplains(ChildProcess.End end) {
    if (end.exitCode() == 0) {
      assertPublished(end);
    } else {
      assertThat(end.output())
          .as("exit code " + end.exitCode())
          .containsAnyOf("Fix:", "java.lang.");
    }
    assertThat(sandbox.pypi().mintedTokens()).as(end.output()).allMatch(MintedToken::burned);
  }

  @FaultRow("C11")
  private static final Map<String, List<String>> COUNTRIES =
      Map.of(
          "C11 Turkish, COMPAT", List.of("-Duser.language=tr", "-Dfile.encoding=COMPAT"),
          "C11 Arabic digits", List.of("-Duser.language=ar", "-Duser.extensions=u-nu-arab"),
          "C11 Thai digits, another day",
              List.of(
                  "-Duser.language=th",
                  "-Duser.country=TH",
                  "-Duser.variant=TH",
                  "-Duser.timezone=Pacific/Kiritimati"),
          "C11 ASCII, half an hour",
              List.of("-Dfile.encoding=US-ASCII", "-Duser.timezone=America/St_Johns"));

  @Test
  @FaultRow("C11")
  void publish_otherLocaleOrTimeZone_hasIdenticalOutput() throws Exception {
    Trace usual = trace(List.of("-Duser.language=en", "-Duser.country=US", "-Duser.timezone=UTC"));

    for (Map.Entry<String, List<String>> country : COUNTRIES.entrySet()) {
      sandbox.close();
      sandbox = Sandbox.builder().start();
      Trace here = trace(country.getValue());

      assertThat(here.output()).as(country.getKey()).isEqualTo(usual.output());
      assertThat(here.log()).as(country.getKey()).isEqualTo(usual.log());
      assertThat(here.requests()).as(country.getKey()).isEqualTo(usual.requests());
      assertThat(here.files()).as(country.getKey()).isEqualTo(usual.files());
      assertThat(here.refusal()).as(country.getKey()).isEqualTo(usual.refusal());
    }
  }

  /** What one run left, without what differs between any two. */
  private record Trace(
      List<String> output,
      List<String> log,
      List<String> requests,
      List<String> files,
      List<String> refusal) {}

  private Trace trace(List<String> flags) throws IOException, InterruptedException {
    Path log = folder.resolve("audit.jsonl");
    Files.deleteIfExists(log);
    ChildProcess child = ChildProcess.in(folder, sandbox).with(flags.toArray(String[]::new));
    ChildProcess.End end = child.run(PUBLISH);
    assertPublished(end);
    sandbox
        .pypi()
        .script(
            Endpoint.AUDIENCE,
            Fault.answer(403, "application/json", "{\"message\":\"I\\u0130\\u0131 \\u0e53\"}"));
    ChildProcess.End refused = child.run("publish");
    assertThat(refused.exitCode()).isEqualTo(4);
    return new Trace(
        masked(end.output()),
        masked(Files.readString(log)),
        sandbox.pypi().requests().stream().map(OddMachineIT::line).toList(),
        sandbox.pypi().files().stream().map(OddMachineIT::line).toList(),
        masked(refused.output()));
  }

  private static String line(RecordedRequest request) {
    return request.method() + " " + request.path();
  }

  private static String line(UploadedFile file) {
    return file.filename() + " " + file.version() + " " + file.sha256() + " " + file.project();
  }

  /** Lines come in any order, and how often progress is reported depends on timing. */
  private List<String> masked(String text) {
    return text.lines()
        .filter(line -> !line.contains(" % of "))
        .map(this::maskedLine)
        .sorted()
        .toList();
  }

  private String maskedLine(String text) {
    return text.replaceAll("127\\.0\\.0\\.1:\\d+", "HOST")
        .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
        .replaceAll("::add-mask::\\S+", "MASK")
        .replaceAll("\"(fingerprint|jti|sha|run_id)\":\"[^\"]*\"", "\"$1\":\"X\"")
        .replaceAll(" *\\b[0-9.]+ (s|ms|([KM]i)?B/s)\\b", " SPAN")
        .replaceAll("(attempts) +time +rate", "$1 time rate")
        .replaceAll("\"sequence\":\\d+", "N")
        .replaceAll("(PT[0-9.]+S|\"(duration\\w*|iat|nbf|exp)\":\"?[0-9.]+\"?)", "SPAN")
        .replace(folder.toString(), "FOLDER");
  }

  private void assertPublished(ChildProcess.End end) {
    assertThat(end.exitCode()).as(end.output()).isZero();
    assertThat(end.output()).contains("done      published");
    assertThat(sandbox.pypi().files()).hasSize(2);
    assertThat(sandbox.pypi().mintedTokens()).isNotEmpty().allMatch(MintedToken::burned);
  }

  private String[] files() throws IOException {
    try (Stream<Path> files = Files.list(dist)) {
      return files.map(Path::toString).sorted().toArray(String[]::new);
    }
  }
}
