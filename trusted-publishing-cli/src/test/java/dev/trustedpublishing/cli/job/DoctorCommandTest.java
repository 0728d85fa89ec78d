package dev.trustedpublishing.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trustedpublishing.cli.shell.Leaks;
import dev.trustedpublishing.cli.shell.TestShell;
import dev.trustedpublishing.core.JobInspection;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.setup.doctor.Diagnosis;
import dev.trustedpublishing.setup.doctor.Doctor;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the doctor sees, job by job. */
@Timeout(30)
class DoctorCommandTest {
  private static final String URL = "https://pipelines.actions.githubusercontent.com/a?x=1";
  private static final String SECRET = "hunter2-hunter2";

  @TempDir private Path folder;

  /** A job: its variables, its files, the command line; and what must be found. */
  private record Case(
      Map<String, String> variables,
      Map<String, String> files,
      String line,
      int exitCode,
      List<String> words,
      List<String> absent) {

    private static Case github() {
      return new Case(
          Map.of(
              "GITHUB_ACTIONS", "true",
              "ACTIONS_ID_TOKEN_REQUEST_URL", URL,
              "ACTIONS_ID_TOKEN_REQUEST_TOKEN", SECRET,
              "GITHUB_REPOSITORY", "octo-org/sample",
              "GITHUB_REPOSITORY_OWNER", "octo-org",
              "GITHUB_WORKFLOW_REF", "octo-org/sample/.github/workflows/release.yml@refs/tags/v1",
              "GITHUB_EVENT_NAME", "release"),
          Map.of(),
          "doctor",
          0,
          List.of(),
          List.of());
    }

    private static Case empty() {
      return new Case(Map.of(), Map.of(), "doctor", 0, List.of(), List.of());
    }

    private static Case gitlab(Map<String, Object> claims) {
      return empty()
          .set(
              "GITLAB_CI", "true",
              "CI_PROJECT_PATH", "group/sub/sample",
              "CI_CONFIG_PATH", ".gitlab-ci.yml",
              "CI_ENVIRONMENT_NAME", "pypi")
          .set(claims.isEmpty() ? new String[0] : new String[] {"PYPI_ID_TOKEN", jwt(claims)});
    }

    private Case set(String... pairs) {
      Map<String, String> more = new HashMap<>(variables);
      for (int i = 0; i < pairs.length; i += 2) {
        more.put(pairs[i], pairs[i + 1]);
      }
      return new Case(more, files, line, exitCode, words, absent);
    }

    private Case without(String variable) {
      Map<String, String> fewer = new HashMap<>(variables);
      fewer.remove(variable);
      return new Case(fewer, files, line, exitCode, words, absent);
    }

    private Case file(String name, String content) {
      Map<String, String> more = new HashMap<>(files);
      more.put(name, content);
      return new Case(variables, more, line, exitCode, words, absent);
    }

    private Case with(String options) {
      return new Case(variables, files, line + " " + options, exitCode, words, absent);
    }

    private Case finds(int exit, String... text) {
      return new Case(variables, files, line, exit, List.of(text), absent);
    }

    private Case butNot(String... text) {
      return new Case(variables, files, line, exitCode, words, List.of(text));
    }
  }

  private static Map<String, Object> with(Map<String, Object> claims, String name, String value) {
    Map<String, Object> changed = new HashMap<>(claims);
    changed.put(name, value);
    return changed;
  }

  static Stream<Arguments> jobs() {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> token =
        Map.of(
            "iss", "https://gitlab.com",
            "aud", "pypi",
            "project_path", "group/sub/sample",
            "ci_config_ref_uri", "gitlab.com/group/sub/sample//.gitlab-ci.yml@refs/tags/v1",
            "environment", "pypi",
            "user_email", "someone@example.com",
            "iat", now,
            "exp", now + 600);
    return Stream.of(
        argumentSet(
            "a GitHub job, offline",
            Case.github()
                .finds(
                    0,
                    "github        available     GitHub Actions",
                    "from the variables of this job; no identity token was requested",
                    "repository        octo-org/sample",
                    "the file that defines the job (job_workflow_ref)",
                    "workflow     release.yml",
                    "environment  (unknown)",
                    "Attestations of this job: possible, signed by sigstore",
                    "Findings: none",
                    "Versions",
                    "java ")),
        argumentSet(
            "the job that is expected",
            Case.github()
                .with(
                    "--expect"
                        + " owner=octo-org,repository=sample,workflow=release.yml,environment=pypi")
                .finds(0, "release.yml              same", "pypi                     unknown")),
        argumentSet(
            "not the job that is expected",
            Case.github()
                .with("--expect owner=Octo-Org,workflow=publish.yml")
                .finds(
                    4,
                    "exchange.registration-differs",
                    "This job's owner differs from the expected registration",
                    "Found:    'octo-org'",
                    "Expected: 'Octo-Org' (exact match",
                    "This job's workflow differs from the expected registration")),
        argumentSet(
            "what is expected is in a file",
            Case.github()
                .file("expected.json", "{\"owner\":\"octo-org\",\"workflow\":\"publish.yml\"}")
                .with("--expect expected.json")
                .finds(
                    4,
                    "octo-org                 same",
                    "This job's workflow differs from the expected registration")),
        argumentSet(
            "what is expected makes no sense",
            Case.github()
                .with("--expect ownr=x")
                .finds(2, "'ownr=x'", "owner, repository, workflow")),
        argumentSet(
            "a GitHub job without permission",
            Case.github()
                .without("ACTIONS_ID_TOKEN_REQUEST_URL")
                .without("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
                .finds(3, "misconfigured", "identity.permission-missing", "id-token: write")),
        argumentSet(
            "a GitHub job whose token endpoint was changed",
            Case.github()
                .set("ACTIONS_ID_TOKEN_REQUEST_URL", "https://ci.example/token?x=1")
                .finds(3, "identity.bad-endpoint", "ci.example is not a known host")),
        argumentSet(
            "an event that PyPI refuses",
            Case.github()
                .set("GITHUB_EVENT_NAME", "pull_request_target")
                .finds(4, "exchange.would-be-refused", "pull_request_target")),
        argumentSet(
            "a machine that is no CI job",
            Case.empty().finds(3, "identity.none-detected", "Identity of this job: unknown")),
        argumentSet(
            "Jenkins",
            Case.empty().set("JENKINS_URL", "https://ci.example/").finds(3, "This is Jenkins:")),
        argumentSet(
            "a GitLab job with a token shows its claims, and nothing personal",
            Case.gitlab(token)
                .with("--expect owner=GROUP/sub,environment=PYPI")
                .finds(
                    4,
                    "from an identity token of this job",
                    "project_path       group/sub/sample",
                    "owner        group/sub                GROUP/sub                same",
                    "environment  pypi                     PYPI                     differs")
                .butNot("someone@example.com")),
        argumentSet(
            "a public GitLab project with a token for signing",
            Case.gitlab(with(token, "project_visibility", "public"))
                .set(
                    "SIGSTORE_ID_TOKEN",
                    jwt(with(token, "aud", "sigstore")),
                    "CI_PROJECT_VISIBILITY",
                    "public")
                .finds(
                    0, "Attestations of this job: possible, signed by sigstore", "Findings: none")),
        argumentSet(
            "a public GitLab project without a token for signing",
            Case.gitlab(with(token, "project_visibility", "public"))
                .finds(
                    0,
                    "Attestations of this job: not possible. GitLab CI/CD was detected, but",
                    "SIGSTORE_ID_TOKEN",
                    "warning: GitLab CI/CD was detected",
                    "identity.not-declared")),
        argumentSet(
            "a private GitLab project, which needs no token for signing",
            Case.gitlab(with(token, "project_visibility", "private"))
                .set("CI_PROJECT_VISIBILITY", "private")
                .finds(
                    0,
                    "Attestations of this job: not possible. The repository is not known to be",
                    "Findings: none")),
        argumentSet(
            "a private GitLab project, known by its token only",
            Case.gitlab(with(token, "project_visibility", "private"))
                .set("SIGSTORE_ID_TOKEN", jwt(with(token, "aud", "sigstore")))
                .finds(
                    0,
                    "Attestations of this job: not possible. The repository is not known to be",
                    "Findings: none")),
        argumentSet(
            "a self-managed GitLab, which the public instance does not know",
            Case.gitlab(with(token, "iss", "https://gitlab.example"))
                .set("CI_SERVER_URL", "https://gitlab.example")
                .finds(
                    0,
                    "Attestations of this job: not possible. The public Sigstore instance does"
                        + " not know this CI system")),
        argumentSet(
            "a GitLab job without a token is known by its variables",
            Case.gitlab(Map.of())
                .with(
                    "--expect"
                        + " owner=group/sub,repository=sample,workflow=.gitlab-ci.yml,environment=pypi")
                .finds(
                    3,
                    "from the variables of this job",
                    "identity.not-declared",
                    "no identity token for the audience \"pypi\"",
                    "PYPI_ID_TOKEN")),
        argumentSet(
            "a GitLab job without a token for npm",
            Case.gitlab(Map.of())
                .set("TRUSTED_PUBLISH_NPM_REGISTRY", "https://npm.example/")
                .with("--repository npm")
                .finds(3, "identity.not-declared", "npm:npm.example", "NPM_ID_TOKEN")),
        argumentSet(
            "Buildkite, which PyPI does not trust",
            Case.empty()
                .set("BUILDKITE", "true")
                .finds(
                    4,
                    "exchange.would-be-refused",
                    "pypi does not trust Buildkite.",
                    "GitHub Actions, GitLab CI/CD on gitlab.com, GitLab CI/CD, self-managed, Google",
                    "This one is trusted by rubygems, sigstore.")),
        argumentSet(
            "CircleCI, which npm trusts",
            Case.empty()
                .set("CIRCLECI", "true")
                .set("TRUSTED_PUBLISH_NPM_REGISTRY", "https://registry.npmexample.org/")
                .with("--repository npm")
                .finds(0, "circleci      available     CircleCI", "Findings: none")),
        argumentSet(
            "Google Cloud, which npm does not trust",
            Case.empty()
                .set("/sys/class/dmi/id/product_name", "Google Compute Engine")
                .set("TRUSTED_PUBLISH_NPM_REGISTRY", "https://registry.npmexample.org/")
                .with("--repository npm")
                .finds(4, "npm does not trust Google Cloud.", "trusted by pypi, pub.dev")),
        argumentSet(
            "another registry, which trusts whom it wants",
            Case.empty()
                .set("BUILDKITE", "true")
                .with("--repository https://index.example/legacy/")
                .finds(0, "Findings: none")),
        argumentSet(
            "a runner of Forgejo",
            Case.github()
                .set("FORGEJO_ACTIONS", "true")
                .finds(4, "pypi does not trust Forgejo Actions, Codeberg.")),
        argumentSet(
            "a GitLab of its own",
            Case.gitlab(with(token, "iss", "https://gitlab.example"))
                .set("CI_SERVER_URL", "https://gitlab.example")
                .finds(
                    0,
                    "warning: pypi trusts GitLab CI/CD, self-managed only if its administrators added",
                    "Ask the administrators of pypi once")),
        argumentSet(
            "a repository with the immutable subject, for npm",
            Case.empty()
                .set(
                    "MY_TOKEN",
                    jwt(
                        Map.of(
                            "iss", "https://token.actions.githubusercontent.com",
                            "aud", "npm:registry.npmexample.org",
                            "sub", "repo:octo-org@65/sample@7:ref:refs/tags/v1",
                            "repository", "octo-org/sample",
                            "workflow_ref", "octo-org/sample/.github/workflows/r.yml@refs/tags/v1",
                            "exp", now + 600)))
                .set("TRUSTED_PUBLISH_NPM_REGISTRY", "https://registry.npmexample.org/")
                .with("--repository npm --identity-token-variable MY_TOKEN")
                .finds(
                    0,
                    "npm is reported to reject such tokens.",
                    "sub repo:octo-org@65/sample@7:ref:refs/tags/v1",
                    "gh api repos/octo-org/sample/actions/oidc/customization/sub")),
        argumentSet(
            "an enterprise with an issuer of its own",
            Case.empty()
                .set(
                    "MY_TOKEN",
                    jwt(
                        Map.of(
                            "iss", "https://token.actions.githubusercontent.com/octo-enterprise",
                            "aud", "pypi",
                            "repository", "octo-org/sample",
                            "environment", "pypi",
                            "exp", now + 600)))
                .with("--identity-token-variable MY_TOKEN")
                .finds(
                    0,
                    "an issuer of its own, which pypi is not known to trust.",
                    "include_enterprise_slug=false")),
        argumentSet(
            "a runner of a third party, for npm",
            Case.github()
                .set("RUNNER_ENVIRONMENT", "self-hosted")
                .set("TRUSTED_PUBLISH_NPM_REGISTRY", "https://registry.npmexample.org/")
                .with("--repository npm")
                .finds(4, "runner_environment self-hosted", "Depot, Blacksmith, Namespace")),
        argumentSet(
            "a clock that is behind",
            Case.gitlab(with(token, "iat", now + 3600))
                .finds(
                    3, "identity.clock-skew", "is behind that of the CI system", "PYPI_ID_TOKEN")),
        argumentSet(
            "a token that has expired",
            Case.gitlab(with(token, "exp", now - 60)).finds(3, "identity.expired", "has expired")),
        argumentSet(
            "leftover variables",
            Case.github()
                .set("TWINE_USERNAME", SECRET, "TWINE_PASSWORD", SECRET, "PYPI_TOKEN", SECRET)
                .set("NPM_TOKEN", SECRET, "NODE_AUTH_TOKEN", SECRET)
                .finds(
                    0,
                    "the variable TWINE_USERNAME",
                    "the variable TWINE_PASSWORD",
                    "the variable PYPI_TOKEN",
                    "the variable NPM_TOKEN",
                    "the variable NODE_AUTH_TOKEN",
                    "warning: ",
                    "usage.stored-secret")),
        argumentSet(
            "leftover files, at home and in the project",
            Case.github()
                .file("home/.pypirc", "[pypi]\nusername = me\npassword = " + SECRET + "\n")
                .file(".pypirc", "[x]\npassword: " + SECRET + "\n")
                .file("home/.npmrc", "//r.example/:_authToken=" + SECRET + "\n")
                .file(".npmrc", "x=y\n_auth = " + SECRET + "\n_password=${NPM_PASSWORD}\n")
                .finds(
                    0,
                    "home/.pypirc",
                    "line 3 (password)",
                    "line 2 (password)",
                    "line 1 (_authToken)",
                    "line 2 (_auth)")
                .butNot("(_password)")),
        argumentSet(
            "a proxy that is used",
            Case.github()
                .set("HTTPS_PROXY", "http://u:" + SECRET + "@proxy.example:8080")
                .set("ALL_PROXY", "http://u:" + SECRET + "@proxy.example:8080")
                .finds(0, "Findings: none")
                .butNot("proxy.example", "usage.proxy-ignored")),
        argumentSet(
            "a proxy that can't be used",
            Case.github()
                .set("HTTPS_PROXY", "socks5://u:" + SECRET + "@proxy.example:8080")
                .finds(2, "usage.proxy", "HTTPS_PROXY")),
        argumentSet(
            "a proxy that is not used, certificates that are not read",
            Case.github()
                .set("ALL_PROXY", "http://u:" + SECRET + "@proxy.example:8080")
                .set("REQUESTS_CA_BUNDLE", "/etc/own.pem")
                .finds(
                    0,
                    "usage.proxy-ignored",
                    "ALL_PROXY",
                    "HTTPS_PROXY",
                    "usage.ca-bundle",
                    "SSL_CERT_FILE")
                .butNot("proxy.example")),
        argumentSet(
            "certificates that can't be used",
            Case.github()
                .set("SSL_CERT_FILE", "/nowhere/ca.pem")
                .finds(2, "usage.ca-bundle", "/nowhere/ca.pem", "can't be read")),
        argumentSet(
            "twine's variable for certificates",
            Case.github().set("TWINE_CERT", "/nowhere/ca.pem").finds(2, "usage.ca-bundle")),
        argumentSet(
            "an unknown repository",
            Case.github().with("--repository testpipy").finds(2, "Did you mean 'testpypi'?")));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void doctor_job_reportsExpectedFindings(Case job) throws IOException {
    TestShell.Outcome outcome = run(job, job.line);

    assertThat(outcome.exitCode()).as(outcome.all()).isEqualTo(job.exitCode);
    assertThat(outcome.all()).contains(job.words);
    job.absent.forEach(text -> assertThat(outcome.all()).doesNotContain(text));
    assertThat(outcome.all()).doesNotContain(SECRET);
    job.variables.values().stream()
        .filter(value -> value.startsWith("eyJ"))
        .forEach(jwt -> assertThat(outcome.all()).doesNotContain(jwt, jwt.split("\\.")[1]));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void doctor_json_reportsSameFindings(Case job) throws IOException {
    TestShell.Outcome outcome = run(job, job.line + " --json");

    JsonNode document = new JsonMapper().readTree(outcome.out());
    assertThat(outcome.out().lines()).hasSize(1);
    assertThat(document.path("exit_code").asInt()).isEqualTo(job.exitCode);
    for (JsonNode finding : document.path("findings")) {
      assertThat(finding.path("severity").asText()).isIn("error", "warning");
      assertThat(finding.path("code").asText()).isNotEmpty();
      assertThat(finding.path("evidence").asText()).as(finding.toString()).isNotEmpty();
      assertThat(finding.path("fix").asText()).isNotEmpty();
    }
    assertThat(outcome.all()).doesNotContain(SECRET);
  }

  @Test
  void doctor_online_showsClaimsWithoutExchange() throws IOException {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      TestShell.Outcome outcome =
          new TestShell(folder, sandbox.environment())
              .run("doctor", "--online", "--expect", "workflow=release.yml,environment=other");

      assertThat(outcome.exitCode()).as(outcome.all()).isEqualTo(4);
      assertThat(outcome.out())
          .contains("from an identity token of this job", "release.yml              same")
          .contains("This job's environment differs from the expected registration");
      assertThat(sandbox.pypi().mintedTokens()).isEmpty();
      new Leaks(sandbox, outcome.out()).assertNoneIn(outcome.all());
    }
  }

  @Test
  void doctor_onlineWithClockAhead_warns() throws IOException {
    try (Sandbox sandbox = Sandbox.builder().start();
        JobInspection inspection =
            TrustedPublisher.builder()
                .environment(sandbox.environment())
                .repository(sandbox.uploadUrl().toString())
                .clock(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(45)))
                .buildInspection()) {
      Diagnosis diagnosis = Doctor.of(inspection, sandbox.environment()).examineOnline();

      assertThat(diagnosis.text())
          .contains("warning: The clock of this machine is ahead of that of the CI system.")
          .contains("; the local time is ");
    }
  }

  @Test
  void doctor_online_warnsAboutLikelyRejection() throws IOException {
    try (Sandbox sandbox = Sandbox.builder().start()) {
      TestShell.Outcome outcome =
          new TestShell(folder, sandbox.environment(GitHubJob.sample().withEnvironment(null)))
              .run("doctor", "--online");

      assertThat(outcome.exitCode()).as(outcome.all()).isZero();
      assertThat(outcome.out()).contains("warning: The job has no deployment environment");
    }
  }

  @Test
  void doctor_onlineWithoutRegistry_showsOfflineClaims() throws IOException {
    Map<String, String> environment;
    try (Sandbox sandbox = Sandbox.builder().start()) {
      environment = sandbox.environment();
    }

    TestShell.Outcome outcome = new TestShell(folder, environment).run("doctor", "--online");

    assertThat(outcome.exitCode()).as(outcome.all()).isEqualTo(6);
    assertThat(outcome.out())
        .contains("temporary.connect", "from the variables of this job", "octo-org/sampleproject");
  }

  private TestShell.Outcome run(Case job, String line) throws IOException {
    for (Map.Entry<String, String> file : job.files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    Map<String, String> environment = new HashMap<>(job.variables);
    environment.put("HOME", folder.resolve("home").toString());
    return new TestShell(folder, environment).run(line.split(" "));
  }

  private static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
    Map<String, Object> changed = new HashMap<>(claims);
    changed.put(name, value);
    return changed;
  }

  private static String jwt(Map<String, Object> claims) {
    try {
      return encoded("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
          + "."
          + encoded(new JsonMapper().writeValueAsBytes(claims))
          + "."
          + encoded("signature".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] part) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
  }
}
