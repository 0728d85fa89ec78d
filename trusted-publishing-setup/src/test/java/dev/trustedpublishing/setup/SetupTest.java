package dev.trustedpublishing.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.setup.registration.CiSystem;
import dev.trustedpublishing.setup.registration.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What setup determines, writes and prints. The golden files are written anew with {@code
 * -Dgolden.update=true}; look at the difference before it is kept.
 */
class SetupTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/trustedpublishing/setup/golden");
  private static final String PYPROJECT =
      "[build-system]\nname = \"wrong\"\n[project]\nname = \"Sample.Project\" # the name\n";
  private static final String PACKAGE =
      "{\"name\":\"@octo/sample\",\"scripts\":{\"build\":\"tsc\"}}";
  private static final String PUBLISH_CONFIG =
      "{\"name\":\"sample\",\"publishConfig\":{\"registry\":\"https://registry.example/npm/\"}}";
  private static final String GITHUB = "git@github.com:octo-org/sample-project.git";
  private static final String GITLAB = "https://gitlab.com/octo-group/tools/sample.git";

  @TempDir private Path folder;

  /** A project: the remote, its files, and what setup receives next to. */
  private record Case(String remote, Map<String, String> files, UnaryOperator<Setup> told) {
    private Case(String remote, Map<String, String> files) {
      this(remote, files, setup -> setup);
    }
  }

  static Stream<Arguments> projects() {
    return Stream.of(
        argumentSet("pypi-github", new Case(GITHUB, Map.of("pyproject.toml", PYPROJECT))),
        argumentSet(
            "testpypi-github",
            new Case(
                GITHUB,
                Map.of("setup.py", ""),
                setup ->
                    setup
                        .registry(Registry.TESTPYPI)
                        .workflow("try.yaml")
                        .environment("try-it")
                        .packageName("sample"))),
        argumentSet(
            "pypi-github-beside-an-older-workflow",
            new Case(
                GITHUB,
                Map.of(
                    "setup.cfg",
                    "[metadata]\nname = sample\n",
                    ".github/workflows/publish.yml",
                    "on: push\n"
                        + "permissions: {id-token: write}\n"
                        + "jobs:\n"
                        + "  upload:\n"
                        + "    environment: {name: live}\n"
                        + "    steps: []\n"
                        + "  test:\n"
                        + "    permissions: {}\n"
                        + "    steps: []\n"))),
        argumentSet("pypi-gitlab", new Case(GITLAB, Map.of("pyproject.toml", PYPROJECT))),
        argumentSet(
            "pypi-gitlab-own-instance-beside-a-pipeline",
            new Case(
                "ssh://git@gitlab.example:2222/group/sample.git",
                Map.of(
                    "pyproject.toml",
                    PYPROJECT,
                    ".gitlab-ci.yml",
                    "old:\n  id_tokens: {PYPI_ID_TOKEN: {aud: pypi}}\n  script: [x]\n"))),
        argumentSet(
            "npm-github",
            new Case(GITHUB, Map.of("package.json", PACKAGE, "package-lock.json", "{}"))),
        argumentSet(
            "npm-github-with-registry", new Case(GITHUB, Map.of("package.json", PUBLISH_CONFIG))),
        argumentSet(
            "npm-github-with-npmrc",
            new Case(
                GITHUB,
                Map.of(
                    "package.json",
                    PACKAGE,
                    ".npmrc",
                    "//registry.example/:_authToken=x\nregistry = https://registry.example/\n"))),
        argumentSet(
            "npm-gitlab",
            new Case(
                GITLAB,
                Map.of("package.json", PACKAGE),
                setup -> setup.npmRegistry("https://registry.example/"))));
  }

  @ParameterizedTest
  @MethodSource("projects")
  void setup_project_matchesGoldenFiles(Case project, org.junit.jupiter.api.TestInfo info)
      throws IOException {
    SetupPlan plan = plan(project);
    String name = info.getDisplayName().replaceFirst("^\\[\\d+] ", "");

    assertGolden(name + ".yml", plan.content());
    assertGolden(
        name + ".txt",
        "file: "
            + plan.name()
            + "\n\n"
            + plan.form().text()
            + "\n\n"
            + plan.notes().stream().map(note -> "- " + note).collect(Collectors.joining("\n"))
            + "\n");
  }

  @ParameterizedTest
  @MethodSource("projects")
  @SuppressWarnings("unchecked")
  void identityTokens_arePermittedInPublishJobOnly(Case project) throws IOException {
    SetupPlan plan = plan(project);
    Map<String, Object> yaml = yaml(plan.content());

    if (plan.name().startsWith(".github")) {
      Map<String, Map<String, Object>> jobs = (Map<String, Map<String, Object>>) yaml.get("jobs");
      assertThat(yaml).containsEntry("permissions", Map.of("contents", "read"));
      assertThat(jobs).containsOnlyKeys("build", "publish");
      assertThat(jobs.get("build")).doesNotContainKey("permissions");
      assertThat(jobs.get("publish"))
          .containsEntry("permissions", Map.of("id-token", "write"))
          .containsEntry("needs", "build")
          .containsKey("environment");
      assertThat(plan.content().lines().filter(line -> line.contains("uses:")))
          .hasSize(5)
          .allMatch(line -> line.matches(".*uses: actions/[a-z-]+@v\\d+\\.\\d+\\.\\d+"));
    } else {
      assertThat((Map<String, Object>) yaml.get("build-distributions"))
          .doesNotContainKey("id_tokens");
      assertThat((Map<String, Object>) yaml.get("publish-distributions"))
          .containsKeys("id_tokens", "environment")
          .containsEntry("needs", List.of("build-distributions"));
    }
  }

  @ParameterizedTest
  @MethodSource("projects")
  void githubWorkflow_matchesPublishedSchema(Case project) throws IOException {
    SetupPlan plan = plan(project);

    if (plan.name().startsWith(".github")) {
      assertThat(errors(plan.content())).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pypi-from-github.md, pypi-github.yml",
    "pypi-from-gitlab.md, pypi-gitlab.yml",
    "npm-from-github.md, npm-github-with-npmrc.yml",
    "npm-from-gitlab.md, npm-gitlab.yml"
  })
  void guides_matchGoldenFiles(String guide, String golden) throws IOException {
    String written = Files.readString(GOLDEN.resolve(golden)).replace("1.2.3", "0.1.0");

    assertThat(Files.readString(Path.of("../docs").resolve(guide)))
        .contains("```yaml\n" + written + "```\n");
  }

  @Test
  void workflowSchema_detectsMistakes() throws IOException {
    String content = plan(new Case(GITHUB, Map.of("pyproject.toml", PYPROJECT))).content();

    assertThat(errors(content.replace("runs-on:", "run-on:"))).isNotEmpty();
    assertThat(errors(content.replace("id-token: write", "id-token: sometimes"))).isNotEmpty();
  }

  @Test
  void plan_changesNothingAndWriteIsIdempotent() throws IOException {
    Case project = new Case(GITHUB, Map.of("pyproject.toml", PYPROJECT));

    SetupPlan plan = plan(project);
    Path file = folder.resolve(".github/workflows/release.yml");
    assertThat(file).doesNotExist();
    assertThat(plan.diff()).startsWith("--- /dev/null\n+++ b/.github/workflows/release.yml\n@@ ");

    plan.write();
    assertThat(file).hasContent(plan.content());
    SetupPlan again = Setup.in(folder).version("1.2.3").plan();
    assertThat(again.isDone()).isTrue();
    assertThat(again.diff()).isEmpty();
    again.write();
  }

  @Test
  void generatedPipeline_isRecognized() throws IOException {
    plan(new Case(GITLAB, Map.of("pyproject.toml", PYPROJECT))).write();

    assertThat(Setup.in(folder).version("1.2.3").plan().isDone()).isTrue();
  }

  @Test
  void existingFile_isNeverOverwrittenWithoutForce() throws IOException {
    SetupPlan plan =
        plan(
            new Case(
                GITHUB,
                Map.of(
                    "pyproject.toml", PYPROJECT, ".github/workflows/release.yml", "on: push\n")));

    assertThat(plan.diff()).contains("\n-on: push\n", "\n+name: Release\n");
    TrustedPublishingException e =
        catchThrowableOfType(TrustedPublishingException.class, plan::write);
    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e).hasMessageContaining(".github/workflows/release.yml already", "--force");
    assertThat(folder.resolve(".github/workflows/release.yml")).hasContent("on: push\n");

    plan.overwrite();
    assertThat(folder.resolve(".github/workflows/release.yml")).hasContent(plan.content());
  }

  @Test
  void existingEnvironment_isKept() throws IOException {
    SetupPlan plan =
        plan(
            new Case(
                GITHUB,
                Map.of(
                    "pyproject.toml",
                    PYPROJECT,
                    ".github/workflows/release.yml",
                    "jobs:\n  p:\n    environment: live\n    permissions: {id-token: write}\n")));

    assertThat(plan.form().entries()).containsEntry("Environment name", "live");
    assertThat(plan.content()).contains("environment: live\n");
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        argumentSet(
            "nothing is known: both problems at once",
            new Case("", Map.of()),
            List.of("has no git remote", "is ambiguous")),
        argumentSet(
            "two kinds of packages",
            new Case(GITHUB, Map.of("setup.py", "", "package.json", PACKAGE)),
            List.of("a Python project and an npm package", "--repository npm")),
        argumentSet(
            "a private package is none",
            new Case(GITHUB, Map.of("package.json", "{\"name\":\"x\",\"private\":true}")),
            List.of("no pyproject.toml")),
        argumentSet(
            "a host that says nothing",
            new Case("https://git.example/o/r", Map.of("setup.py", "")),
            List.of("a repository on git.example", "--ci github or --ci gitlab")),
        argumentSet(
            "GitLab and npm without an address",
            new Case(GITLAB, Map.of("package.json", PACKAGE)),
            List.of("npm registry URL is unknown", "--npm-registry")),
        argumentSet(
            "an npm registry that is no https address",
            new Case(
                GITHUB, Map.of("package.json", PACKAGE), s -> s.npmRegistry("http://x\n- evil")),
            List.of("not plain HTTPS")),
        argumentSet(
            "names that could break out of the file",
            new Case(
                GITHUB,
                Map.of("setup.py", ""),
                s -> s.environment("a: b").workflow("../x.yml").version("1 2")),
            List.of(
                "The environment is invalid",
                "The workflow file is invalid",
                "The version is invalid")));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void invalidSetup_reportsAllProblems(Case project, List<String> words) {
    TrustedPublishingException e =
        catchThrowableOfType(TrustedPublishingException.class, () -> plan(project));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    words.forEach(word -> assertThat(e).hasMessageContaining(word));
  }

  @ParameterizedTest
  @CsvSource({
    "https://github.com/octo-org/sample.git, github.com octo-org sample",
    "https://github.com/octo-org/sample, github.com octo-org sample",
    "https://user:secret@GitHub.com/octo-org/sample.git, github.com octo-org sample",
    "git@github.com:octo-org/sample.git, github.com octo-org sample",
    "github.com:octo-org/sample, github.com octo-org sample",
    "ssh://git@gitlab.example:2222/a/b/c/sample.git, gitlab.example a/b/c sample",
    "git@gitlab.com:a/b.c/sa.mple.git/, gitlab.com a/b.c sa.mple",
    "/srv/git/sample.git, none",
    "../sample, none",
    "https://github.com/sample, none"
  })
  void remoteUrl_anyForm_isParsed(String url, String expected) {
    String found =
        GitRemote.parse(url)
            .map(r -> r.host() + " " + r.owner() + " " + r.repository())
            .orElse("none");

    assertThat(found).isEqualTo(expected);
  }

  @Test
  void remote_isFoundFromSubfolderAndWorktree() throws IOException {
    git(
        "[remote \"fork\"]\n\turl = git@github.com:me/x.git\n[remote \"origin\"]\n\turl = "
            + GITHUB);
    Path below = Files.createDirectories(folder.resolve("a/b"));
    Path worktree = Files.createDirectories(folder.resolve(".git/worktrees/w"));
    Files.writeString(worktree.resolve("commondir"), "../..\n");
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    Files.writeString(checkout.resolve(".git"), "gitdir: " + worktree + "\n");

    assertThat(GitRemote.in(below)).map(GitRemote::owner).contains("octo-org");
    assertThat(GitRemote.in(checkout)).map(GitRemote::owner).contains("octo-org");
  }

  @ParameterizedTest
  @CsvSource({"1.0-SNAPSHOT, true", "2.0.0-rc1-SNAPSHOT, true", "1.0, false"})
  void versionThatIsNotReleased_isNoted(String version, boolean noted) throws IOException {
    git("[remote \"origin\"]\n\turl = https://github.com/o/r\n");
    Files.writeString(folder.resolve("setup.py"), "");

    assertThat(Setup.in(folder).packageName("sample").version(version).plan().notes())
        .filteredOn(note ->
            note.equals(
                "Version "
                    + version
                    + " is not released, so the job can't download it: name a released version with"
                    + " --cli-version."))
        .hasSize(noted ? 1 : 0);
  }

  @Test
  void explicitCiAndPackageName_areUsed() throws IOException {
    git("[remote \"origin\"]\n\turl = https://git.example/o/r\n");
    Files.writeString(folder.resolve("setup.py"), "");

    SetupPlan plan = Setup.in(folder).ci(CiSystem.GITHUB).packageName("Some.Name").plan();

    assertThat(plan.form().place()).endsWith("/manage/project/some-name/settings/publishing/");
    assertThat(plan.notes())
        .anyMatch(note -> note.contains("neither PyPI nor npm accepts"))
        .anyMatch(note -> note.contains("This is a development build"));
  }

  private SetupPlan plan(Case project) throws IOException {
    if (!project.remote.isEmpty()) {
      git("[core]\n\tbare = false\n[remote \"origin\"]\n\turl = " + project.remote + "\n");
    }
    for (Map.Entry<String, String> file : project.files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return project.told.apply(Setup.in(folder).version("1.2.3")).plan();
  }

  private void git(String config) throws IOException {
    Files.createDirectories(folder.resolve(".git"));
    Files.writeString(folder.resolve(".git/config"), config);
  }

  private static void assertGolden(String name, String content) throws IOException {
    Path file = GOLDEN.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, content);
    }
    assertThat(content).as(name).isEqualTo(Files.readString(file));
  }

  private static List<String> errors(String yaml) throws IOException {
    try (InputStream schema = SetupTest.class.getResourceAsStream("github-workflow.schema.json")) {
      Schema workflow =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(schema);
      return workflow
          .validate(new JsonMapper().writeValueAsString(yaml(yaml)), InputFormat.JSON)
          .stream()
          .map(String::valueOf)
          .toList();
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> yaml(String content) {
    return (Map<String, Object>)
        new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build())
            .loadFromString(content);
  }
}
