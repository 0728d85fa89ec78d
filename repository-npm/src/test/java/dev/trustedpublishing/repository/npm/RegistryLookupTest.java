package dev.trustedpublishing.repository.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the address of a registry comes from: as npm finds it, and from nowhere else. */
class RegistryLookupTest {
  private static final String A = "https://a.example/";
  private static final String B = "https://b.example/npm/";

  @TempDir Path folder;
  private final NpmRepository repository = new NpmRepository();
  private Path project;
  private Path home;
  private final ScriptedTransport script = Packed.script();
  private final TestContext context = TestContext.over(script).with(Packed.CLOCK);

  @BeforeEach
  void create() throws IOException {
    project = Files.createDirectory(folder.resolve("project"));
    home = Files.createDirectory(folder.resolve("home"));
    context.with(project);
    context.with("HOME", home.toString());
  }

  /** What is where, for the package @acme/x unless it says otherwise. */
  private record Places(
      Map<String, String> variables, String projectFile, String userFile, String own) {
    static Places variables(String... pairs) {
      return new Places(
          pairs.length == 2
              ? Map.of(pairs[0], pairs[1])
              : Map.of(pairs[0], pairs[1], pairs[2], pairs[3]),
          "",
          "",
          "");
    }

    static Places files(String project, String user) {
      return new Places(Map.of(), project, user, "");
    }

    static Places own(String members) {
      return new Places(Map.of(), "", "", members);
    }

    Places andOwn(String members) {
      return new Places(variables, projectFile, userFile, members);
    }

    Places andFiles(String project, String user) {
      return new Places(variables, project, user, own);
    }
  }

  static Stream<Arguments> places() {
    return Stream.of(
        argumentSet("a variable", Places.variables("npm_config_registry", A), A),
        argumentSet("in upper case", Places.variables("NPM_CONFIG_REGISTRY", A), A),
        argumentSet(
            "without a slash", Places.variables("npm_config_registry", "https://a.example"), A),
        argumentSet("with a path", Places.variables("npm_config_registry", B), B),
        argumentSet(
            "an empty one", Places.variables("npm_config_registry", " ").andOwn(registry(A)), A),
        argumentSet(
            "a variable for the scope",
            Places.variables("npm_config_@acme:registry", A, "npm_config_registry", B),
            A),
        argumentSet("project", Places.files("registry=" + A, ""), A),
        argumentSet("user", Places.files("", "registry=" + A), A),
        argumentSet("project before user", Places.files("registry=" + A, "registry=" + B), A),
        argumentSet(
            "variable before project",
            Places.variables("npm_config_registry", A).andFiles("registry=" + B, ""),
            A),
        argumentSet(
            "the user's scope before the project's registry",
            Places.files("registry=" + B, "@acme:registry=" + A),
            A),
        argumentSet(
            "another scope", Places.files("registry=" + A + "\n@other:registry=" + B, ""), A),
        argumentSet("package", Places.own(registry(A)), A),
        argumentSet(
            "package before variable",
            Places.variables("npm_config_registry", B).andOwn(registry(A)),
            A),
        argumentSet(
            "the package's scope before the configuration's",
            Places.files("@acme:registry=" + B, "").andOwn("\"@acme:registry\":\"" + A + "\""),
            A),
        argumentSet(
            "the configuration's scope before the package's registry, as in npm",
            Places.files("@acme:registry=" + A, "").andOwn(registry(B)),
            A),
        argumentSet(
            "ours before all",
            Places.variables("TRUSTED_PUBLISH_NPM_REGISTRY", A, "npm_config_@acme:registry", B),
            A),
        argumentSet(
            "the last one counts", Places.files("registry=" + B + "\nregistry=" + A, ""), A),
        argumentSet("spaces", Places.files("  registry  =  " + A + "  ", ""), A),
        argumentSet("quotes", Places.files("registry=\"" + A + "\"", ""), A),
        argumentSet("comments", Places.files("; x\n# y\nregistry=" + A + " ; z", ""), A),
        argumentSet("a byte order mark", Places.files("\uFEFFregistry=" + A, ""), A),
        argumentSet("CR LF", Places.files("a=b\r\nregistry=" + A + "\r\n", ""), A),
        argumentSet(
            "a variable inside",
            new Places(Map.of("HOST", "a.example"), "registry=https://${HOST}/", "", ""),
            A),
        argumentSet("an optional variable inside", Places.files("registry=" + A + "${NO?}", ""), A),
        argumentSet("nothing in sections", Places.files("[x]\nregistry=" + B, "registry=" + A), A),
        argumentSet(
            "other settings beside it",
            Places.files("//a.example/:_authToken=${UNSET}\nsave-exact\nregistry=" + A, ""),
            A),
        argumentSet(
            "this machine",
            Places.variables("npm_config_registry", "http://127.0.0.1:4873"),
            "http://127.0.0.1:4873/"));
  }

  @ParameterizedTest
  @MethodSource("places")
  void registryUrl_isResolvedLikeNpm(Places places, String expected) throws IOException {
    put(places);

    RepositoryTarget target = resolve(pack("@acme/x", places.own()));

    assertThat(target.repositoryId()).isEqualTo("npm");
    assertThat(target.name()).isEqualTo("npm");
    assertThat(target.endpoint()).hasToString(expected);
  }

  @Test
  void unscopedPackage_ignoresScopedRegistries() throws IOException {
    put(Places.files("@acme:registry=" + B + "\nregistry=" + A, ""));

    assertThat(resolve(pack("x", "")).endpoint()).hasToString(A);
    assertThat(resolve().endpoint()).hasToString(A);
  }

  @Test
  void npmConfigUserconfig_replacesUserNpmrc() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "registry=" + A);
    context.with("NPM_CONFIG_USERCONFIG", other.toString());
    put(Places.files("", "registry=" + B));

    assertThat(resolve().endpoint()).hasToString(A);
  }

  /** With LANG=C, the JVM rejects an umlaut as it rejects NUL everywhere. */
  @ParameterizedTest
  @ValueSource(strings = {"HOME", "npm_config_userconfig"})
  void pathThatTheLocaleCantSpell_namesTheLocale(String variable) {
    context.with(variable, "/home/j\0rg");

    Problem problem = problem(pack("@acme/x", ""));

    assertThat(problem.code()).hasToString("usage.configuration");
    assertThat(problem.what()).isEqualTo("The path of the user's .npmrc can't be used.");
    assertThat(problem.found()).hasValue("/home/j rg: Nul character not allowed");
    assertThat(problem.remedy()).contains("LC_ALL=C.UTF-8", "HOME", "npm_config_userconfig");
  }

  @Test
  void resolve_noRegistry_showsHowToSetOne() {
    Problem problem = problem(pack("@acme/x", ""));

    assertThat(problem.code()).hasToString("usage.no-registry");
    assertThat(problem.found().orElseThrow())
        .contains("npm_config_registry", project.resolve(".npmrc").toString(), home.toString());
    assertThat(problem.remedy())
        .contains(
            "npm_config_registry=https://",
            "@acme:registry=https://",
            "publishConfig",
            "--repository npm+https://");
  }

  @ParameterizedTest
  @CsvSource({"https://npm.example/,0,true", "undefined,0,false", "https://npm.example/,1,false"})
  void resolve_installedNpm_isAskedLast(String printed, int status, boolean known) {
    List<List<String>> commands = new ArrayList<>();
    TestContext job =
        TestContext.of(
            CiJob.of(Map.of("PATH", "/usr/bin", "HOME", home.toString()))
                .withTools(command -> {
                  commands.add(command);
                  return new ProcessOutcome.Exited(
                      status, Optional.of(Secret.of(printed + "\n")), "");
                }));

    if (known) {
      assertThat(repository.resolve("npm", List.of(), job).orElseThrow().endpoint())
          .hasToString(printed);
    } else {
      assertThatThrownBy(() -> repository.resolve("npm", List.of(), job))
          .hasMessageContaining("usage.no-registry");
    }
    assertThat(commands).containsExactly(List.of("npm", "config", "get", "registry"));
    job.with("npm_config_registry", A);
    assertThat(repository.resolve("npm", List.of(), job).orElseThrow().endpoint()).hasToString(A);
    assertThat(commands).hasSize(1);
  }

  @Test
  void installedNpm_isAskedForTheScopeFirst() {
    TestContext job =
        npm(command -> command.get(3).equals("@acme:registry") ? printed(A) : printed(B));

    assertThat(
            repository.resolve("npm", List.of(pack("@acme/x", "")), job).orElseThrow().endpoint())
        .hasToString(A);
    assertThat(repository.resolve("npm", List.of(pack("x", "")), job).orElseThrow().endpoint())
        .hasToString(B);
  }

  @Test
  void installedNpm_withoutTheScope_isAskedForTheRegistry() {
    TestContext job =
        npm(command -> command.get(3).equals("registry") ? printed(B) : printed("undefined"));

    assertThat(
            repository.resolve("npm", List.of(pack("@acme/x", "")), job).orElseThrow().endpoint())
        .hasToString(B);
  }

  /** A shell starts npm on Windows. */
  @ParameterizedTest
  @ValueSource(strings = {"@a&calc/x", "@a b/x", "@%PATH%/x", "@a|b/x"})
  void scopeThatIsNoScope_isNotPassedToNpm(String name) {
    List<List<String>> commands = new ArrayList<>();
    TestContext job =
        npm(command -> {
          commands.add(command);
          return printed(B);
        });
    Path file = Packed.of(name, "1.0.0", "").to(folder.resolve("x.tgz"));

    repository.resolve("npm", List.of(file), job);

    assertThat(commands).containsExactly(List.of("npm", "config", "get", "registry"));
  }

  static Stream<Arguments> noRegistry() {
    return Stream.of(
        argumentSet("undefined", printed("undefined"), "last; it has no registry either."),
        argumentSet(
            "it fails",
            new ProcessOutcome.Exited(1, Optional.empty(), "npm error code EUSAGE"),
            "last; it failed with exit status 1, message: npm error code EUSAGE."),
        argumentSet(
            "it fails without a word",
            new ProcessOutcome.Exited(127, Optional.empty(), ""),
            "last; it failed with exit status 127."),
        argumentSet(
            "none in PATH",
            new ProcessOutcome.NotStarted("No such file or directory"),
            "last; it could not be started: No such file or directory."),
        argumentSet(
            "too slow",
            new ProcessOutcome.TimedOut(Duration.ofSeconds(30)),
            "last; it did not end within 30 s."),
        argumentSet(
            "too much output",
            new ProcessOutcome.TooMuchOutput(65_536),
            "last; it printed more than 65536 bytes."));
  }

  @ParameterizedTest
  @MethodSource("noRegistry")
  void installedNpm_withoutRegistry_isExplainedByItsOutcome(ProcessOutcome outcome, String words) {
    TestContext job = npm(command -> outcome);

    assertThatThrownBy(() -> repository.resolve("npm", List.of(), job))
        .hasMessageContaining("usage.no-registry")
        .hasMessageContaining("An installed npm is asked " + words);
  }

  @Test
  void jobWithoutPath_isExplained() {
    assertThat(problem().remedy())
        .endsWith("An installed npm is asked last; there is no PATH to find it in.");
  }

  @Test
  void installedNpm_isStartedOnceForAllPackages() {
    List<List<String>> commands = new ArrayList<>();
    TestContext job =
        npm(command -> {
          commands.add(command);
          return printed("undefined");
        });
    List<Path> files = List.of(pack("a", ""), pack("b", ""), pack("c", ""));
    RepositoryClient client =
        repository.connect(new RepositoryTarget("npm", "npm", URI.create(A)), job);

    assertThatThrownBy(() -> client.plan(files)).hasMessageContaining("usage.no-registry");
    assertThat(commands).hasSize(1);
  }

  @Test
  void installedNpm_onWindows_isAScript() {
    List<List<String>> commands = new ArrayList<>();
    Map<String, String> windows =
        Map.of("Path", "C:\\Windows", "OS", "Windows_NT", "USERPROFILE", home.toString());
    TestContext job =
        TestContext.of(
            CiJob.of(windows)
                .withTools(command -> {
                  commands.add(command);
                  return printed(A);
                }));

    assertThat(repository.resolve("npm", List.of(), job).orElseThrow().endpoint()).hasToString(A);
    assertThat(commands).containsExactly(List.of("npm.cmd", "config", "get", "registry"));
  }

  private TestContext npm(ProcessRunner npm) {
    return TestContext.of(
        CiJob.of(Map.of("PATH", "/usr/bin", "HOME", home.toString())).withTools(npm));
  }

  private static ProcessOutcome printed(String text) {
    return new ProcessOutcome.Exited(0, Optional.of(Secret.of(text + "\n")), "");
  }

  @Test
  void packagesOfTwoRegistries_areRejected() throws IOException {
    put(Places.files("@one:registry=" + A + "\n@two:registry=" + B, ""));
    Path one = pack("@one/x", "");
    Path two = pack("@two/x", "");
    Path three = pack("three", "");

    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () ->
                repository
                    .connect(resolve(one, two, three), context)
                    .plan(List.of(one, two, three)));

    assertThat(e.problems())
        .extracting(problem -> problem.code().value())
        .containsExactly("usage.other-registry", "usage.no-registry");
    assertThat(e.problem().text()).contains(B, A, "one run has one registry");
  }

  @FaultRow({"E08", "L01", "L03", "L04"})
  static Stream<Arguments> bad() {
    return Stream.of(
        argumentSet("E08 no value", "registry", "line 1: 'registry' has no value"),
        argumentSet(
            "E08 variable not set", "a=b\nregistry=https://${NOPE}/", "line 2: the variable"),
        argumentSet("E08 password", "registry=https://u:hush@a.example/", "user name or password"),
        argumentSet("L01 plain http", "registry=http://a.example/", "HTTPS only"),
        argumentSet("L03 no URL", "registry=a b", "not a URL"),
        argumentSet("L03 no host", "registry=https:/a.example", "no host"),
        argumentSet("L04 port 0", "registry=https://a.example:0/", "must be 1 to 65535"),
        argumentSet("L04 port 65536", "registry=https://a.example:65536/", "must be 1 to 65535"),
        argumentSet("L04 signed port", "registry=https://a.example:+443/", "not a URL"),
        argumentSet("L04 empty port", "registry=https://a.example:/", "a colon after its host"),
        argumentSet("L03 query", "registry=https://a.example/?x=hush", "must not contain a query"),
        argumentSet("E08 UTF-16", "r\0e\0g\0", "NUL characters"),
        argumentSet("E08 10 MiB", "#".repeat(10 << 20), "more than 1048576 bytes"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  @FaultRow("E08")
  void invalidNpmrc_isRejectedWithoutShowingValues(String file, String words) throws IOException {
    put(Places.files(file, ""));

    Problem problem = problem(pack("x", ""));

    assertThat(problem.text()).contains(words, ".npmrc").doesNotContain("hush");
  }

  @Test
  @FaultRow("E08")
  void npmrcNotUtf8_isRejected() throws IOException {
    Files.write(project.resolve(".npmrc"), "registry=\u00e4".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(problem(pack("x", "")).text()).contains("not UTF-8");
  }

  @Test
  @FaultRow("E08")
  void npmrcThatIsAFolder_isExplainedWithoutAClassName() throws IOException {
    Files.createDirectory(project.resolve(".npmrc"));

    assertThat(problem(pack("x", "")).found()).hasValue("it can't be read: Is a directory");
  }

  @Test
  @FaultRow("E08")
  void npmrcCredentials_readableByOthers_warnWithoutShowingThem() throws IOException {
    put(Places.files("//a.example/:_authToken=hush\nregistry=" + A, ""));
    Files.setPosixFilePermissions(
        project.resolve(".npmrc"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(resolve(pack("x", "")).endpoint()).hasToString(A);

    assertThat(context.warnings())
        .singleElement()
        .matches(warning -> warning.text().contains("chmod 600"))
        .matches(warning -> !warning.text().contains("hush"));
    Files.setPosixFilePermissions(
        project.resolve(".npmrc"), PosixFilePermissions.fromString("rw-------"));
    context.warnings().clear();
    resolve(pack("x", ""));
    assertThat(context.warnings()).isEmpty();
  }

  @Test
  void unreadablePackage_isLeftToPlanning() throws IOException {
    put(Places.files("registry=" + A, ""));
    Path broken = Files.writeString(folder.resolve("broken.tgz"), "x");

    assertThat(resolve(broken).endpoint()).hasToString(A);
  }

  @ParameterizedTest
  @CsvSource({
    "npm+https://r.example,https://r.example/",
    "npm+https://R.example:443/a//,https://r.example/a/",
    "npm+https://r.example:8443/a,https://r.example:8443/a/",
    "npm+http://localhost:4873/,http://localhost:4873/"
  })
  void resolve_npmUrl_returnsEndpoint(String written, String endpoint) {
    RepositoryTarget target = repository.resolve(written, List.of(), context).orElseThrow();

    assertThat(target.endpoint()).hasToString(endpoint);
    assertThat(target.name()).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://r.example/", "pypi", "NPM", "", "npm:x", "pypi+https://x.example"})
  void resolve_otherNameOrProtocol_isEmpty(String written) {
    assertThat(repository.resolve(written, List.of(), context)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "npm+http://r.example,HTTPS only",
    "npm+https://u:hush@r.example,user name or password",
    "npm+r.example,https://",
    "npm+https://r.example/a%2fb,encoded slashes",
    "npm+https://r.example/../x,encoded slashes",
    "npm+https://r.example:/,colon",
    "npm+https://r.example/#x,fragment",
    "npm+https://,not a URL"
  })
  void resolve_invalidNpmUrl_throws(String written, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repository.resolve(written, List.of(), context))
        .withMessageContaining(words)
        .matches(e -> !String.valueOf(e.getMessage()).contains("hush"));
  }

  private void put(Places places) throws IOException {
    places.variables().forEach(context::with);
    if (!places.projectFile().isEmpty()) {
      Files.writeString(project.resolve(".npmrc"), places.projectFile());
    }
    if (!places.userFile().isEmpty()) {
      Files.writeString(home.resolve(".npmrc"), places.userFile());
    }
  }

  private RepositoryTarget resolve(Path... files) {
    return repository.resolve("npm", List.of(files), context).orElseThrow();
  }

  private Problem problem(Path... files) {
    return catchThrowableOfType(TrustedPublishingException.class, () -> resolve(files)).problem();
  }

  private Path pack(String name, String own) {
    return Packed.of(name, "1.0.0", ",\"publishConfig\":{" + own + "}")
        .to(folder.resolve(name.replace("/", "-") + ".tgz"));
  }

  private static String registry(String address) {
    return "\"registry\":\"" + address + "\"";
  }
}
