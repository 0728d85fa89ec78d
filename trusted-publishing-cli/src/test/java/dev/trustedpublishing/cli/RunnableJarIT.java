package dev.trustedpublishing.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.pypi.Endpoint;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one jar that people get, run as they run it. */
@Timeout(60)
class RunnableJarIT {
  private static final Path JAR = Path.of(System.getProperty("trusted-publish.jar"));

  private static final String PLUGIN =
      """
      package example;

      import dev.trustedpublishing.api.*;
      import dev.trustedpublishing.api.identity.*;
      import dev.trustedpublishing.api.spi.*;

      public final class ExampleCi implements IdentityProvider {
        public String id() {
          return "example-ci";
        }

        public Detection detect(CiEnvironment environment) {
          return environment.get("EXAMPLE_CI").isPresent()
              ? new Detection.Available("Example CI")
              : new Detection.Absent("EXAMPLE_CI");
        }

        public IdentityToken obtain(IdentityRequest request, SpiContext context) {
          Secret token = context.environment().secret("EXAMPLE_TOKEN").orElseThrow();
          return context.readIdentityToken(token, IdentityToken.Supply.ONLY_ONE);
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void demo_succeedsWithoutLogging() throws Exception {
    Process demo = start(List.of(), Map.of(), "demo", "--audit-log", "audit.jsonl");

    assertThat(text(demo))
        .contains("[ok] the revoked API token is rejected")
        // Of slf4j without a binding, of the JDK, of anybody.
        .doesNotContainIgnoringCase("slf4j", "warning");
    assertThat(demo.waitFor()).isZero();
    assertThat(folder.resolve("audit.jsonl")).isNotEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--version", "publish --help"})
  void help_loadsNoHeavyClasses(String words) throws Exception {
    Path classes = folder.resolve("classes.txt");

    Process process =
        start(List.of("-Xlog:class+load:file=" + classes), Map.of(), words.split(" "));

    assertThat(text(process)).contains("trusted-publish");
    assertThat(process.waitFor()).isZero();
    List<String> loaded =
        Files.readAllLines(classes).stream().map(line -> line.split("\\s+")[1]).toList();
    assertThat(loaded).contains("picocli.CommandLine").filteredOn(this::isHeavy).isEmpty();
  }

  @Test
  void doctor_offline_loadsNoHttpClient() throws Exception {
    Path classes = folder.resolve("classes.txt");
    try (Sandbox sandbox = Sandbox.builder().start()) {
      Process process =
          start(
              List.of("-Xlog:class+load:file=" + classes),
              sandbox.environment(),
              "doctor",
              "--json");

      assertThat(text(process)).contains("\"result\":\"diagnosed\"");
      assertThat(process.waitFor()).isZero();
    }
    assertThat(Files.readAllLines(classes))
        .anyMatch(line -> line.contains("dev.trustedpublishing.setup.doctor.Doctor "))
        .noneMatch(line -> line.contains("dev.trustedpublishing.internal.hc."))
        .noneMatch(line -> line.contains("java.net.http."))
        .noneMatch(line -> line.contains("javax.net.ssl.SSLContext "));
  }

  @Test
  void doctor_npmWithoutConfiguration_asksTheInstalledNpm() throws Exception {
    Path npm = Files.createDirectory(folder.resolve("bin")).resolve("npm");
    Files.writeString(npm, "#!/bin/sh\necho https://npm.example/\n");
    assertThat(npm.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment =
        Map.of(
            "GITLAB_CI",
            "true",
            "HOME",
            folder.toString(),
            "PATH",
            npm.getParent() + ":" + System.getenv("PATH"));

    Process doctor = start(List.of(), environment, "doctor", "--repository", "npm");

    assertThat(text(doctor))
        .contains("no identity token for the audience \"npm:npm.example\"", "NPM_ID_TOKEN");
    assertThat(doctor.waitFor()).isEqualTo(3);
  }

  @Test
  void publish_loadsNoOtherCommand() throws Exception {
    Path classes = folder.resolve("classes.txt");

    Process process =
        start(
            List.of("-Xlog:class+load:file=" + classes),
            Map.of(),
            "publish",
            "--dry-run",
            "nowhere.whl");

    assertThat(text(process)).contains("nowhere.whl");
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(Files.readAllLines(classes))
        .anyMatch(line -> line.contains("dev.trustedpublishing.cli.publish.PublishCommand "))
        .noneMatch(line -> line.matches(".* dev\\.trustedpublishing\\.(setup|testkit)\\..*"))
        .noneMatch(line -> line.matches(".* dev\\.trustedpublishing\\.cli\\.(audit|demo)\\..*"))
        .noneMatch(line -> line.matches(".*\\.(Setup|Doctor|Verify)Command .*"));
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  @FaultRow("R07")
  void signalDuringUpload_revokesToken(String signal, int exitCode) throws Exception {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    try (Sandbox sandbox = Sandbox.builder().start()) {
      sandbox.pypi().script(Endpoint.UPLOAD, Fault.delay(Duration.ofMinutes(1)));
      Process publish = start(List.of(), sandbox.environment(), "publish");
      String before = readUntil(publish, ": 100 % of");

      new ProcessBuilder("kill", "-" + signal, String.valueOf(publish.pid())).start();

      String after = text(publish);
      assertThat(publish.waitFor(10, TimeUnit.SECONDS)).as(before + after).isTrue();
      assertThat(publish.exitValue()).as(before + after).isEqualTo(exitCode);
      assertThat(sandbox.pypi().mintedTokens()).hasSize(1).allMatch(MintedToken::burned);
      assertThat(after).contains("revoke    API token for ", "revocation requested");
    }
  }

  @Test
  @FaultRow("R07")
  void signal_unresponsiveRegistry_exitsWithinSeconds() throws Exception {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    Fault silent = Fault.delay(Duration.ofMinutes(1));
    try (Sandbox sandbox = Sandbox.builder().start()) {
      sandbox.pypi().script(Endpoint.UPLOAD, silent);
      sandbox.pypi().script(Endpoint.BURN, silent, silent);
      Process publish = start(List.of(), sandbox.environment(), "publish");
      readUntil(publish, ": 100 % of");

      publish.toHandle().destroy();

      text(publish);
      assertThat(publish.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(publish.exitValue()).isEqualTo(143);
      assertThat(sandbox.pypi().mintedTokens()).hasSize(1).allMatch(MintedToken::burned);
    }
  }

  @Test
  @FaultRow("R07")
  void sigkill_leavesTokenToExpire() throws Exception {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    try (Sandbox sandbox = Sandbox.builder().start()) {
      sandbox.pypi().script(Endpoint.UPLOAD, Fault.delay(Duration.ofMinutes(1)));
      Process publish = start(List.of(), sandbox.environment(), "publish");
      readUntil(publish, ": 100 % of");

      publish.destroyForcibly().waitFor();

      MintedToken left = sandbox.pypi().mintedTokens().get(0);
      assertThat(left.burned()).isFalse();
      assertThat(left.expiresAt()).isBefore(Instant.now().plus(Duration.ofMinutes(16)));
    }
  }

  @Test
  @FaultRow("C09")
  void publish_64FileDescriptors_succeeds() throws Exception {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    try (Sandbox sandbox = Sandbox.builder().start()) {
      Process publish =
          start(
              List.of("sh", "-c", "ulimit -n 64 && exec \"$@\"", "sh"),
              List.of(),
              sandbox.environment(),
              "publish");

      String said = text(publish);
      assertThat(publish.waitFor()).as(said).isZero();
      assertThat(sandbox.pypi().files()).hasSize(2);
      assertThat(sandbox.pypi().mintedTokens()).hasSize(1).allMatch(MintedToken::burned);
    }
  }

  @Test
  @FaultRow("R07")
  void signal_endsAllUploadsBeforeRevokingToken() throws Exception {
    Path dist = Files.createDirectory(folder.resolve("dist"));
    SampleDistribution.HATCHLING.copyTo(dist);
    SampleDistribution.FLIT.copyTo(dist);
    Fault held = Fault.delay(Duration.ofMinutes(1));
    try (Sandbox sandbox = Sandbox.builder().start()) {
      sandbox.pypi().script(Endpoint.UPLOAD, held, held, held, held);
      Process publish = start(List.of(), sandbox.environment(), "publish", "--json");
      // The first files of two releases go together.
      String before = readUntil(publish, ": 100 % of") + readUntil(publish, ": 100 % of");

      publish.toHandle().destroy();

      String after = text(publish);
      assertThat(publish.waitFor(10, TimeUnit.SECONDS)).as(before + after).isTrue();
      assertThat(publish.exitValue()).as(before + after).isEqualTo(143);
      assertThat(sandbox.pypi().mintedTokens()).hasSize(1).allMatch(MintedToken::burned);
      assertThat(after)
          .contains("unknown (temporary.interrupted) after 1 attempt", "revoke    API token for ")
          .contains("\"result\":\"partial\"")
          .contains("\"state\":\"unknown\"", "\"state\":\"not-attempted\"");
      assertThat(after.indexOf("revoke ")).isGreaterThan(after.lastIndexOf(": unknown ("));
    }
  }

  @Test
  void fullDisk_auditLogEndsAtLineBoundary() throws Exception {
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // No file may be longer than 4 KiB: that ends in the middle of a line.
    List<String> limited = List.of("bash", "-c", "ulimit -f 4; exec \"$0\" \"$@\"", java);
    List<String> command = new ArrayList<>(limited);
    command.addAll(List.of("-XX:-UsePerfData", "-jar", JAR.toString()));
    command.addAll(List.of("publish", "--no-annotations", "--audit-log", "audit.jsonl"));
    try (Sandbox sandbox = Sandbox.builder().start()) {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder.environment().putAll(sandbox.environment());
      Process publish = builder.start();

      assertThat(text(publish))
          .contains("done      published 2 of 2 files")
          .containsPattern("JsonLinesSink threw UncheckedIOException, \\d+ times");
      assertThat(publish.waitFor()).isZero();
    }
    assertThat(Files.readString(folder.resolve("audit.jsonl"))).endsWith("}\n");
    assertThat(Files.readAllLines(folder.resolve("audit.jsonl")))
        .hasSizeBetween(3, 12)
        .allMatch(line -> line.startsWith("{\"specversion\"") && line.endsWith("}}"));
  }

  @Test
  void signal_stopsSandbox() throws Exception {
    Process sandbox = start(List.of(), Map.of(), "sandbox", "--env-file", "sandbox.env");
    readUntil(sandbox, "Ctrl+C");
    assertThat(folder.resolve("sandbox.env")).isNotEmptyFile();

    sandbox.toHandle().destroy();

    assertThat(text(sandbox)).contains("The sandbox is closed.");
    assertThat(sandbox.waitFor()).isEqualTo(143);
  }

  @ParameterizedTest
  @CsvSource({"--plugins, plugins", "TRUSTED_PUBLISH_PLUGINS, plugins"})
  void pluginJar_isListedAndUsed(String setting, String place) throws Exception {
    pluginJar(Files.createDirectory(folder.resolve(place)).resolve("example-ci.jar"));
    boolean isOption = setting.startsWith("--");
    String[] option = isOption ? new String[] {setting, place} : new String[0];
    Map<String, String> variables = isOption ? Map.of() : Map.of(setting, place);

    Process list = start(List.of(), variables, commandLine(option, "plugins", "list"));

    assertThat(text(list))
        .containsPattern("identity provider +example-ci +1\\.2 +file:.*/plugins/example-ci\\.jar")
        .containsPattern("identity provider +github ")
        .containsPattern("package repository +pypi .*trusted-publish\\.jar");
    assertThat(list.waitFor()).isZero();
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    try (Sandbox sandbox = Sandbox.builder().start()) {
      Map<String, String> environment = new HashMap<>(variables);
      environment.put("EXAMPLE_CI", "true");
      environment.put("EXAMPLE_TOKEN", sandbox.issuer().token(GitHubJob.sample(), "pypi"));
      environment.put("TRUSTED_PUBLISH_REPOSITORY", sandbox.uri() + "/legacy/");

      Process publish = start(List.of(), environment, commandLine(option, "publish"));

      assertThat(text(publish)).contains("this job runs on Example CI", "published 2 of 2 files");
      assertThat(publish.waitFor()).isZero();
    }
  }

  private static String[] commandLine(String[] option, String... command) {
    return Stream.concat(Stream.of(command), Stream.of(option)).toArray(String[]::new);
  }

  /** As its author builds it: compiled against the program, with a service file. */
  private void pluginJar(Path jar) throws IOException {
    Path sources = Files.createDirectory(folder.resolve("sources"));
    Path source = sources.resolve("ExampleCi.java");
    Files.writeString(source, PLUGIN);
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                JAR.toString(),
                "-d",
                sources.toString(),
                source.toString());
    assertThat(result).isZero();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.putNextEntry(new ZipEntry("example/ExampleCi.class"));
      out.write(Files.readAllBytes(sources.resolve("example/ExampleCi.class")));
      out.putNextEntry(new ZipEntry("META-INF/services/" + IdentityProvider.class.getName()));
      out.write("example.ExampleCi".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void launcher_createsAndUsesCdsArchive() throws Exception {
    Path jar = Files.copy(JAR, folder.resolve(JAR.getFileName()));
    Path launcher = Files.copy(JAR.resolveSibling("trusted-publish"), folder.resolve("launcher"));

    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Process making = launch(Map.of("TMPDIR", temporary.toString()), launcher, "--make-archive");

    assertThat(text(making)).isEmpty();
    assertThat(making.waitFor()).isZero();
    assertThat(temporary).isEmptyDirectory();
    assertThat(ProcessHandle.allProcesses().map(each -> each.info().commandLine().orElse("")))
        .noneMatch(command -> command.contains(jar.toString()));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .containsExactlyInAnyOrder(
              jar, launcher, temporary, folder.resolve("trusted-publish.jsa"));
    }

    Process process = launch(launcher, "--version");

    assertThat(text(process)).startsWith("trusted-publish ").hasLineCount(1);
    assertThat(process.waitFor()).isZero();
    // Not picocli, whose class files are of an old version: Java 17 archives them, Java 25 does
    // not.
    assertThat(loadedFromArchive(Map.of(), launcher, "--version"))
        .contains("dev.trustedpublishing.cli.Main", "dev.trustedpublishing.cli.shell.Shell");
    SampleDistribution.HATCHLING.copyTo(Files.createDirectory(folder.resolve("dist")));
    LoopbackCertificate certificate = LoopbackCertificate.make();
    Path authority = Files.writeString(folder.resolve("ca.pem"), certificate.pem());
    try (Sandbox sandbox = Sandbox.builder().tls(certificate).start()) {
      Map<String, String> job = new HashMap<>(sandbox.environment());
      job.put("SSL_CERT_FILE", authority.toString());

      assertThat(loadedFromArchive(job, launcher, "publish"))
          .contains(
              "dev.trustedpublishing.core.pipeline.Pipeline", "sun.security.ssl.SSLEngineImpl");
    }
  }

  @Test
  void jar_hasLicensesAndServicesButNoModulesOrSignatures() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> names = jar.stream().map(entry -> entry.getName()).toList();

      assertThat(names)
          .doesNotHaveDuplicates()
          .contains("META-INF/LICENSE", "META-INF/NOTICE")
          .contains("META-INF/services/dev.trustedpublishing.api.spi.IdentityProvider")
          .contains("META-INF/services/dev.trustedpublishing.api.spi.PackageRepository")
          .noneMatch(name -> name.endsWith("module-info.class"))
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
    }
  }

  /** Not java.util.ServiceLoader: the JDK itself looks for its locales with it. */
  private boolean isHeavy(String className) {
    return className.matches(
        "(org\\.apache|com\\.fasterxml|org\\.slf4j|dev\\.failsafe|io\\.jsonwebtoken|java\\.net\\.http)\\..*"
            + "|dev\\.trustedpublishing\\.(core|internal|testkit)\\..*");
  }

  private Process start(List<String> flags, Map<String, String> environment, String... args)
      throws IOException {
    // A build in the background of a shell ignores SIGINT, and its children would too.
    return start(List.of("env", "--default-signal=INT,HUP"), flags, environment, args);
  }

  private Process start(
      List<String> before, List<String> flags, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The classes of a run of the launcher that came from a class-data archive. */
  private List<String> loadedFromArchive(
      Map<String, String> environment, Path launcher, String command) throws Exception {
    Path classes = folder.resolve("loaded.txt");
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes);
    Process process = launch(variables, launcher, command);
    String text = text(process);
    assertThat(process.waitFor()).as(text).isZero();
    return Files.readAllLines(classes).stream()
        .filter(line -> line.contains("source: shared objects file"))
        .map(line -> line.split("\\s+")[1])
        .toList();
  }

  private Process launch(Path launcher, String... args) throws IOException {
    return launch(Map.of(), launcher, args);
  }

  private Process launch(Map<String, String> environment, Path launcher, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", launcher.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String text(Process process) throws IOException {
    StringBuilder text = new StringBuilder();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  private static String readUntil(Process process, String words) throws IOException {
    StringBuilder text = new StringBuilder();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      text.append(line).append('\n');
      if (line.contains(words)) {
        return text.toString();
      }
    }
    throw new AssertionError("The process ended without saying " + words + ":\n" + text);
  }
}
