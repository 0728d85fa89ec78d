package dev.trustedpublishing.repository.pypi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Capability;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the index responds, and what is made of it. The strings of the server are those of PyPI. */
class AnswersTest {
  private static final String TOKEN = "pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAw";
  private static final String MINTED =
      "{\"success\":true,\"token\":\"" + TOKEN + "\",\"expires\":1767226500}";
  private static final Map<String, Object> GITHUB =
      Map.of(
          "iss", "https://token.actions.githubusercontent.com",
          "aud", "pypi",
          "repository", "octo-org/sampleproject",
          "environment", "release",
          "event_name", "release",
          "workflow_ref", "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1",
          "job_workflow_ref", "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1");

  @TempDir Path folder;

  private final ScriptedTransport script = Samples.script();
  private final TestContext context = Samples.context(script);
  private ExchangeScope scope;

  @BeforeEach
  void planOneFile() {
    Path file = Samples.write(folder, Samples.SDIST, Samples.sdist());
    scope = client("pypi").scopes(client("pypi").plan(List.of(file))).get(0);
  }

  private RepositoryClient client(String target) {
    PyPiRepository repository = new PyPiRepository();
    return repository.connect(
        repository.resolve(target, List.of(), context).orElseThrow(), context);
  }

  private Artifact artifact() {
    return scope.artifacts().get(0);
  }

  private static ApiToken token(String origin) {
    Secret secret = Secret.of(TOKEN);
    return new ApiToken(
        secret,
        Credential.basic("__token__", secret, Origin.of(URI.create(origin))),
        Samples.NOW.plusSeconds(900));
  }

  private static TrustedPublishingException failure(Runnable call) {
    TrustedPublishingException failure =
        catchThrowableOfType(TrustedPublishingException.class, call::run);
    assertThat(failure).as("no exception").isNotNull();
    assertThat(failure.getMessage()).doesNotContain(Samples.JWT).doesNotContain(TOKEN);
    assertThat(failure.remedy()).isNotBlank();
    return failure;
  }

  // ---- audience

  @ParameterizedTest
  @CsvSource({
    "pypi,https://upload.pypi.org/_/oidc/audience,pypi,PYPI_ID_TOKEN",
    "testpypi,https://test.pypi.org/_/oidc/audience,testpypi,TESTPYPI_ID_TOKEN",
    "https://upload.pypi.org/legacy/,https://upload.pypi.org/_/oidc/audience,pypi,PYPI_ID_TOKEN",
    "http://127.0.0.1:8080/legacy,http://127.0.0.1:8080/_/oidc/audience,my-index,MY_INDEX_ID_TOKEN"
  })
  void identityFor_returnsAudienceFromIndex(
      String target, String url, String audience, String variable) {
    script.answer(200, "{\"audience\":\"" + audience + "\"}");

    assertThat(client(target).identityFor(scope))
        .isEqualTo(new IdentityRequest(audience, List.of(variable)));
    assertThat(script.onlyRequest().url()).isEqualTo(URI.create(url));
    assertThat(script.onlyRequest().method()).isEqualTo("GET");
    assertThat(script.onlyRequest().credential()).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1} {2} is {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X01 switched off   | 403 | {"message":"Trusted publishing functionality not enabled"} | exchange.disabled | is disabled at pypi | false
          X02 a page         | 404 | <html><title>404 Not Found</title></html> | exchange.unsupported | does not support trusted publishing | false
          X02 no such method | 405 | no | exchange.unsupported | HTTP 405 | false
          X03 none           | 200 | {} | temporary.unexpected-answer | is missing | true
          X03 null           | 200 | {"audience":null} | temporary.unexpected-answer | is missing | true
          X03 a number       | 200 | {"audience":7} | temporary.unexpected-answer | is not a string | true
          X03 a list         | 200 | {"audience":["pypi"]} | temporary.unexpected-answer | is not a string | true
          X03 empty          | 200 | {"audience":""} | temporary.unexpected-answer | missing or empty | true
          X03 with a space   | 200 | {"audience":"a b"} | temporary.unexpected-answer | unusual characters | true
          X03 with a newline | 200 | {"audience":"pypi\\n::x"} | temporary.unexpected-answer | unusual characters | true
          X03 with NUL       | 200 | {"audience":"pypi\\u0000"} | temporary.unexpected-answer | unusual characters | true
          X03 of 10 KiB      | 200 | {"audience":"10KIB"} | temporary.unexpected-answer | is too long or has unusual | true
          X03 a login page   | 200 | <html>login</html> | temporary.unexpected-answer | login page | true
          X04 of TestPyPI    | 200 | {"audience":"testpypi"} | exchange.unexpected-audience | the audience 'testpypi' | false
          T27 elsewhere      | 301 | moved | usage.unexpected-redirect | never followed | false
          busy               | 429 | slow down | temporary.rate-limited | rate-limited this client | true
          a fault            | 500 | <h1>oops</h1> | temporary.registry-error | ask pypi for its audience | true
          down               | 503 | down | temporary.registry-error | the server has an internal error | true
          """)
  @FaultRow({"T27", "X01", "X02", "X03", "X04"})
  void audienceFailure_mapsToErrorCode(
      String name, int status, String body, String code, String words, boolean retry) {
    script.answer(
        status,
        body.replace("10KIB", "a".repeat(10 << 10)),
        "Location",
        "https://elsewhere.example/?secret=1");

    TrustedPublishingException failure = failure(() -> client("pypi").identityFor(scope));

    assertThat(failure.code().value()).isEqualTo(code);
    assertThat(failure.getMessage()).contains(words).doesNotContain("secret=1");
    assertThat(failure.retryCanHelp()).isEqualTo(retry);
    assertThat(failure.httpStatus()).hasValue(status);
    assertThat(failure.outcome()).contains(AttemptOutcome.ANSWERED);
  }

  // ---- exchange

  @Test
  void exchange_sendsIdentityTokenAndReturnsApiToken() {
    script.answer(200, MINTED);

    ApiToken token = client("pypi").exchange(scope, Samples.identity(GITHUB));

    assertThat(token.value().reveal()).isEqualTo(TOKEN);
    assertThat(token.expiresAt()).isEqualTo("2026-01-01T00:15:00Z");
    assertThat(token.credential().origin()).hasToString("https://upload.pypi.org");
    assertThat(token.credential().headerValue().reveal()).startsWith("Basic X190b2tlbl9fOn");
    HttpRequest call = script.onlyRequest();
    assertThat(call.url()).hasToString("https://upload.pypi.org/_/oidc/mint-token");
    assertThat(call.secrets()).containsExactly(Secret.of(Samples.JWT));
    assertThat(call.body().orElseThrow())
        .isInstanceOfSatisfying(
            HttpBody.Bytes.class,
            body -> {
              assertThat(body.contentType()).isEqualTo("application/json");
              assertThat(new String(body.content(), StandardCharsets.UTF_8))
                  .isEqualTo("{\"token\":\"" + Samples.JWT + "\"}");
            });
    assertThat(context.warnings()).isEmpty();
  }

  @ParameterizedTest(name = "expires: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          null          | 2026-01-01T00:15:00Z | false
          1767225660    | 2026-01-01T00:01:00Z | false
          "1767225660"  | 2026-01-01T00:15:00Z | true
          1767225660.5  | 2026-01-01T00:15:00Z | true
          1767225660000 | 2026-01-01T00:01:00Z | false
          1798761600    | 2027-01-01T00:00:00Z | true
          """)
  @FaultRow("X09")
  void exchange_expiry_isReadOrDefaulted(String expires, String expiresAt, boolean warned) {
    script.answer(200, "{\"token\":\"" + TOKEN + "\",\"expires\":" + expires + "}");

    ApiToken token = client("pypi").exchange(scope, Samples.identity(GITHUB));

    assertThat(token.expiresAt()).isEqualTo(expiresAt);
    assertThat(context.warnings()).hasSize(warned ? 1 : 0);
  }

  @ParameterizedTest(name = "expires: {0}")
  @ValueSource(longs = {1_767_225_600L, 0, -1_767_225_660_000L, Long.MIN_VALUE})
  @FaultRow("X09")
  void exchange_tokenExpiredOnArrival_isRejected(long expires) {
    script.answer(200, "{\"token\":\"" + TOKEN + "\",\"expires\":" + expires + "}");

    TrustedPublishingException failure =
        failure(() -> client("pypi").exchange(scope, Samples.identity(GITHUB)));

    assertThat(failure.code().value()).isEqualTo("exchange.expired-on-arrival");
    assertThat(failure.getMessage()).contains("Set the clock");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"token\":null}",
        "{\"token\":7}",
        "{\"token\":\"\"}",
        "{\"success\":false,\"token\":\"pypi-secret-1\"}",
        "{\"token\":\"pypi-a\\r\\nX: y\"}",
        "{\"token\":\"pypi-\\u0000\"}",
        "{\"token\":\"pypi-\\u00e4\"}",
        "{\"token\":\"" + Samples.JWT + "-x\"}",
        "<html>welcome</html>",
        "[]",
        ""
      })
  @FaultRow("X08")
  void exchange_unusableToken_isAmbiguous(String body) {
    script.answer(200, body);

    TrustedPublishingException failure =
        failure(() -> client("pypi").exchange(scope, Samples.identity(GITHUB)));

    assertThat(failure.code().value()).isEqualTo("temporary.unexpected-answer");
    assertThat(failure.retryCanHelp()).isTrue();
    assertThat(failure.outcome()).contains(AttemptOutcome.AMBIGUOUS);
    assertThat(failure.serverMessage()).isEmpty();
    assertThat(failure.getMessage()).doesNotContain("pypi-secret-1");
  }

  @Test
  @FaultRow("X08")
  void exchange_oversizedToken_isRejected() {
    script.answer(200, "{\"token\":\"" + "p".repeat(17 << 10) + "\"}");

    assertThat(failure(() -> client("pypi").exchange(scope, Samples.identity(GITHUB))).code())
        .hasToString("temporary.unexpected-answer");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          invalid-payload           | malformed JWT                        | exchange.bad-request     | could not read the request
          invalid-payload           | unknown trusted publishing issuer    | exchange.invalid-token   | the issuer https://token.actions.githubusercontent.com
          invalid-payload           | The name 'x' isn't allowed.          | exchange.pending-invalid | can't be created
          not-enabled               | github trusted publishing functionality not enabled | exchange.disabled | from this CI system is disabled
          invalid-token             | malformed or invalid token           | exchange.invalid-token   | use a single audience
          invalid-pending-publisher | valid token, but project already exists | exchange.pending-invalid | https://pypi.org/manage/
          invalid-reuse-token       | invalid token: already used          | exchange.reused          | was already used at pypi
          invalid-publisher         | valid token, but no corresponding publisher (Publisher with matching claims was not found) | exchange.no-publisher | workflow name = release.yml
          invalid-something-new     | no idea                              | exchange.rejected        | invalid-something-new: no idea
          """)
  @FaultRow("X05")
  void exchangeRejection_mapsToErrorCode(
      String code, String description, String ours, String words) {
    script.answer(
        422,
        "{\"message\":\"Token request failed\",\"errors\":[{\"code\":\"%s\",\"description\":\"%s\"}]}"
            .formatted(code, description));

    TrustedPublishingException failure =
        failure(() -> client("pypi").exchange(scope, Samples.identity(GITHUB)));

    assertThat(failure.stage()).isEqualTo(Stage.EXCHANGE);
    assertThat(failure.code().value()).isEqualTo(ours);
    assertThat(failure.getMessage()).contains(words);
    assertThat(failure.retryCanHelp()).isFalse();
    assertThat(failure.presentedClaims()).containsEntry("repository", "octo-org/sampleproject");
    assertThat(failure.serverMessage()).contains(code + ": " + description);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
          422 | {"errors":null}                     | exchange.rejected    | in an unknown form
          422 | {"errors":"x"}                      | exchange.rejected    | HTTP 422
          422 | {"errors":[]}                       | exchange.rejected    | HTTP 422
          422 | {"errors":[null]}                   | exchange.rejected    | HTTP 422
          422 | {"errors":[{"code":7}]}             | exchange.rejected    | HTTP 422
          422 | {"detail":[{"msg":"field required"}]} | exchange.rejected  | message: field required
          400 | {"title":"Bad","detail":"say more"} | exchange.rejected    | message: say more
          401 | <title>401 Unauthorized</title>     | exchange.rejected    | message: Unauthorized
          404 | nothing                             | exchange.unsupported | /_/oidc/mint-token
          408 | late                                | temporary.registry-error | HTTP 408
          502 | <h1>502 Bad Gateway</h1>            | temporary.registry-error | message: Bad Gateway
          500 | oops                                | temporary.registry-error | PyPI's status is at https://status.python.org
          429 | slow down                           | temporary.rate-limited   | rate-limited this client (HTTP 429)
          420 | calm down                           | exchange.rejected        | message: calm down
          308 | go                                  | usage.unexpected-redirect | redirects to other origins are never followed
""")
  @FaultRow("X06")
  void exchangeError_unknownBodyForm_mapsToErrorCode(
      int status, String body, String code, String words) {
    script.answer(status, body);

    TrustedPublishingException failure =
        failure(() -> client("pypi").exchange(scope, Samples.identity(GITHUB)));

    assertThat(failure.code().value()).isEqualTo(code);
    assertThat(failure.getMessage()).contains(words);
    assertThat(failure.presentedClaims()).isNotEmpty();
  }

  private Problem mismatch(Map<String, ?> claims, String reason) {
    script.answer(
        422,
        new String(
            context.write(
                Map.of(
                    "errors",
                    List.of(
                        Map.of(
                            "code",
                            "invalid-publisher",
                            "description",
                            "valid token, but no corresponding publisher (" + reason + ")")))),
            StandardCharsets.UTF_8));
    return failure(() -> client("pypi").exchange(scope, Samples.identity(claims))).problem();
  }

  @Test
  void publisherMismatch_github_showsFieldsToRegister() {
    Problem problem = mismatch(GITHUB, "Check failed for required claim 'repository_owner_id'");

    assertThat(problem.expected().orElseThrow())
        .contains("owner = octo-org")
        .contains("repository name = sampleproject")
        .contains("workflow name = release.yml")
        .contains("environment name = release (or empty)");
    assertThat(problem.remedy())
        .contains("The claim that does not match is repository_owner_id")
        .contains("https://pypi.org/manage/project/sampleproject/settings/publishing/");
  }

  @Test
  void publisherMismatch_gitlab_showsFieldsToRegister() {
    Problem problem =
        mismatch(
            Map.of(
                "project_path",
                "octo-group/tools/sampleproject",
                "ci_config_ref_uri",
                "gitlab.com/octo-group/tools/sampleproject//ci/.gitlab-ci.yml@refs/tags/v1"),
            "The ci_config_ref_uri claim does not match, expecting one of [], got ''");

    assertThat(problem.expected().orElseThrow())
        .contains("namespace = octo-group/tools")
        .contains("project name = sampleproject")
        .contains("top-level pipeline file path = ci/.gitlab-ci.yml")
        .contains("environment name = (empty: this job has none)");
    assertThat(problem.remedy())
        .contains("does not match is ci_config_ref_uri: it is 'gitlab.com/");
  }

  @Test
  void publisherMismatch_reusableWorkflowAndPullRequestTarget_areExplained() {
    Map<String, Object> claims = new java.util.HashMap<>(GITHUB);
    claims.put("job_workflow_ref", "other/shared/.github/workflows/publish.yml@refs/heads/main");
    claims.put("event_name", "pull_request_target");

    assertThat(mismatch(claims, "Publisher with matching claims was not found").remedy())
        .contains("of another repository, which the index does not support")
        .contains("pull_request_target");
  }

  @Test
  void publisherMismatch_calledWorkflowOfSameRepository_isExplained() {
    Map<String, Object> claims = new java.util.HashMap<>(GITHUB);
    claims.put("workflow_ref", "octo-org/sampleproject/.github/workflows/ci.yml@refs/tags/v1");

    assertThat(mismatch(claims, "x").remedy()).contains("register the file that is called");
  }

  @Test
  void publisherMismatch_otherIssuer_showsIssuer() {
    assertThat(mismatch(Map.of("iss", "https://accounts.google.com"), "x").expected().orElseThrow())
        .contains("issuer = https://accounts.google.com");
  }

  @ParameterizedTest(name = "{0} at the server")
  @CsvSource({
    "'Thu, 01 Jan 2026 03:00:00 GMT', 2026-01-01T03:00:00Z",
    "'Wed, 31 Dec 2025 23:00:00 GMT', 2025-12-31T23:00:00Z"
  })
  @FaultRow("T29")
  void rejectedToken_clockSkew_isExplained(String date, String there) {
    String clocks =
        "The clocks differ: it is 2026-01-01T00:00:00Z on this machine and "
            + there
            + " at https://upload.pypi.org. Correct the wrong one.";

    script.answer(
        422, "{\"errors\":[{\"code\":\"invalid-token\",\"description\":\"no\"}]}", "Date", date);
    assertThat(failure(() -> client("pypi").exchange(scope, Samples.identity(GITHUB))).remedy())
        .startsWith(clocks);

    script.answer(403, "{\"code\":\"403 Invalid API Token: token is expired\"}", "Date", date);
    assertThat(failure(this::upload).remedy()).startsWith(clocks);

    script.answer(403, "{\"code\":\"403 Invalid API Token: no\"}", "Date", date);
    assertThat(failure(this::upload).remedy()).doesNotContain("clocks");
  }

  private void upload() {
    client("pypi").publish(artifact(), token("https://upload.pypi.org"), ProgressListener.none());
  }

  @Test
  @FaultRow("B03")
  void echoedToken_isRedacted() {
    script.answer(422, "{\"errors\":[{\"code\":\"x\",\"description\":\"" + Samples.JWT + "\"}]}");

    assertThat(failure(() -> client("pypi").exchange(scope, Samples.identity(GITHUB))).getMessage())
        .contains("[hidden]");
  }

  // ---- upload

  @Test
  void publish_sendsFileAsMultipartForm() throws IOException {
    script.answer(200, "<html>200 OK</html>");
    List<Long> progress = new ArrayList<>();

    Receipt receipt =
        client("pypi")
            .publish(
                artifact(),
                token("https://upload.pypi.org"),
                (a, sent, total) -> progress.add(sent));

    assertThat(receipt.page())
        .contains(URI.create("https://pypi.org/project/sampleproject/1.2.3/"));
    HttpRequest call = script.onlyRequest();
    assertThat(call.url()).hasToString("https://upload.pypi.org/legacy/");
    assertThat(call.headers())
        .containsEntry("Accept", "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7");
    HttpBody.Form form = (HttpBody.Form) call.body().orElseThrow();
    assertThat(form.fields()).isEqualTo(((PyPiArtifact) artifact()).formFields());
    HttpBody.FilePart part = form.files().get(0);
    assertThat(part.name()).isEqualTo("content");
    assertThat(part.filename()).isEqualTo(Samples.SDIST);
    assertThat(part.source().open().readAllBytes()).hasSize((int) part.length());
    call.progress().accept(10);
    call.progress().accept(part.length());
    assertThat(progress).containsExactly(10L, part.length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          testpypi                      | https://test.pypi.org | https://test.pypi.org/project/sampleproject/1.2.3/
          https://packages.example/up/  | https://packages.example |
          """)
  void receipt_hasProjectPageForPyPiOnly(String target, String origin, String page) {
    script.answer(201, "");

    Receipt receipt = client(target).publish(artifact(), token(origin), ProgressListener.none());

    assertThat(receipt.page().map(URI::toString).orElse(null)).isEqualTo(page);
  }

  @FaultRow({"T31", "U05", "U06", "U07", "U08", "U09", "U10", "U11", "U12", "U13", "U14", "U21"})
  static Stream<Arguments> uploadRejections() {
    return Stream.of(
        pypi(
            "U05 ",
            400,
            "File already exists ('sampleproject-1.2.3.tar.gz', with blake2_256 hash 'ab'). See"
                + " https://pypi.org/help/#file-name-reuse for more information.",
            "publish.conflict",
            "A published file can't be replaced",
            false),
        pypi(
            "U06 ",
            400,
            "File already exists ('other-1.tar.gz', with blake2_256 hash 'ab').",
            "publish.duplicate-content",
            "under another name",
            false),
        pypi(
            "U07 ",
            400,
            "This filename was previously used by a file that has since been deleted. Use a"
                + " different version.",
            "publish.name-burned",
            "can never be used again",
            false),
        pypi(
            "U07 ",
            400,
            "Uploading new files to releases older than 14 days is not allowed.",
            "publish.release-closed",
            "too old for another file",
            false),
        pypi(
            "U07 ",
            400,
            "Only one sdist may be uploaded per release.",
            "publish.second-sdist",
            "already has a source distribution",
            false),
        pypi(
            "U07 ",
            400,
            "File too large. Limit for project 'x' is 100 MB.",
            "publish.file-too-large",
            "larger than pypi allows",
            false),
        pypi(
            "U07 ",
            400,
            "Project size too large. Limit for project 'x' total size is 10 GB.",
            "publish.project-full",
            "has used all of its space",
            false),
        pypi(
            "T31 ",
            400,
            "The digest supplied does not match a digest calculated from the uploaded file.",
            "publish.digest-mismatch",
            "received different bytes of sampleproject-1.2.3.tar.gz",
            false),
        pypi(
            "U08 ",
            400,
            "'dog' is invalid for 'version'. See"
                + " https://packaging.python.org/specifications/core-metadata for more"
                + " information.",
            "publish.invalid-metadata",
            "rejected the metadata",
            false),
        pypi(
            "U08 ",
            400,
            "'X :: Y' is not a valid classifier. See"
                + " https://packaging.python.org/specifications/core-metadata",
            "publish.invalid-metadata",
            "Correct the field that the server names",
            false),
        pypi(
            "U08 ",
            400,
            "The description failed to render for 'text/x-rst'.",
            "publish.invalid-metadata",
            "metadata",
            false),
        pypi(
            "U08 ",
            400,
            "Invalid distribution file. ZIP archive not accepted: ZIP contains a data descriptor.",
            "publish.invalid-archive",
            "https://docs.pypi.org/archives",
            false),
        pypi(
            "U08 ",
            400,
            "License-File L does not exist in distribution file f at path",
            "publish.invalid-archive",
            "archive",
            false),
        pypi(
            "U08 ",
            400,
            "Filename 'f' is invalid, should be 'x-1.0.tar.gz'.",
            "publish.invalid-filename",
            "rejected the name",
            false),
        pypi(
            "U08 ",
            400,
            "Binary wheel 'f' has an unsupported platform tag 't'.",
            "publish.invalid-filename",
            "the name",
            false),
        pypi(
            "U09 ",
            400,
            "Non-user identities cannot create new projects. This was probably caused by ...",
            "publish.forbidden",
            "pypi has no project sampleproject",
            false),
        pypi(
            "U13 ",
            403,
            "Invalid API Token: token is expired",
            "publish.token-expired",
            "lives 15 minutes",
            false),
        pypi(
            "U09 ",
            403,
            "Invalid API Token: OIDC scoped token is not valid for project 'x'",
            "publish.forbidden",
            "may not upload to sampleproject",
            false),
        pypi(
            "U09 ",
            403,
            "The given token isn't allowed to upload to project 'x'. See"
                + " https://pypi.org/help/#project-name",
            "publish.forbidden",
            "neither archived nor quarantined",
            false),
        pypi(
            "U14 ",
            403,
            "Invalid or non-existent authentication information.",
            "publish.forbidden",
            "no longer accepts the API token",
            false),
        pypi(
            "U10 ",
            403,
            "Read-only mode: Uploads are temporarily disabled.",
            "temporary.registry-closed",
            "accepts no uploads at the moment",
            true),
        pypi(
            "U10 ",
            403,
            "New uploads are temporarily disabled.",
            "temporary.registry-closed",
            "no uploads",
            true),
        pypi(
            "U09 ",
            409,
            "The name 'x' conflicts with an existing project.",
            "publish.forbidden",
            "Choose another name",
            false),
        pypi(
            "",
            400,
            "Something nobody has seen before.",
            "publish.rejected",
            "Something nobody has seen before.",
            false),
        pypi(
            "U11 ",
            429,
            "Too many new projects created",
            "temporary.rate-limited",
            "rate-limited this client",
            true),
        raw("U05 ", 409, "already there", "publish.conflict", "can't be replaced"),
        raw(
            "U05 ",
            400,
            "<html><title>400 Repository does not allow updating assets: pypi</title></html>",
            "publish.conflict",
            "updating assets"),
        raw(
            "U05 ",
            403,
            "{\"errors\":[{\"status\":403,\"message\":\"Not enough permissions to delete/overwrite"
                + " artifact 'x'\"}]}",
            "publish.conflict",
            "overwrite artifact"),
        raw(
            "U05 ",
            400,
            "{\"message\":\"400 Bad request - File name has already been taken\"}",
            "publish.conflict",
            "taken"),
        raw(
            "",
            422,
            "{\"type\":\"about:blank\",\"title\":\"Unprocessable\",\"detail\":\"no such project"
                + " &c\"}",
            "publish.rejected",
            "no such project &c"),
        raw("U09 ", 401, "", "publish.forbidden", "may not upload"),
        raw("", 404, "x", "publish.rejected", "accepts no uploads at this URL"),
        raw(
            "",
            405,
            "<h1>405 Method Not Allowed</h1>",
            "publish.rejected",
            "accepts no uploads at this URL"),
        raw("U07 ", 413, "", "publish.file-too-large", "larger than"),
        raw("", 418, "", "publish.rejected", "HTTP 418 without a message"),
        raw("U21 ", 308, "", "usage.unexpected-redirect", "never followed"),
        raw(
            "U12 ",
            500,
            "<title>500 Internal &quot;Error&quot;</title>",
            "temporary.registry-error",
            "message: Internal \"Error\""),
        raw("U12 ", 502, "", "temporary.registry-error", "HTTP 502"),
        raw("U10 ", 503, "maintenance", "temporary.registry-closed", "no uploads at the moment"),
        raw(
            "U10 ",
            503,
            "<html><title>Down for maintenance</title></html>",
            "temporary.registry-closed",
            "message: Down for maintenance"),
        raw("U12 ", 504, "", "temporary.registry-error", "HTTP 504"),
        raw("U12 ", 522, "", "temporary.registry-error", "HTTP 522"),
        raw("", 408, "", "temporary.registry-error", "HTTP 408"));
  }

  private static Arguments pypi(
      String row, int status, String message, String code, String words, boolean retry) {
    String body =
        "{\"message\":\"The server could not comply.\\n\\n\\n\\n\\n\",\"code\":\"%d %s\",\"title\":\"Bad Request\"}"
            .formatted(status, message);
    return argumentSet(row + status + " " + message, status, body, code, words, retry);
  }

  private static Arguments raw(String row, int status, String body, String code, String words) {
    return argumentSet(
        row + status + " " + body, status, body, code, words, status >= 500 || status == 408);
  }

  @ParameterizedTest
  @MethodSource("uploadRejections")
  void uploadRejection_mapsToErrorCode(
      int status, String body, String code, String words, boolean retry) {
    script.answer(status, body, "Retry-After", "7");

    TrustedPublishingException failure =
        failure(() ->
            client("pypi")
                .publish(artifact(), token("https://upload.pypi.org"), ProgressListener.none()));

    assertThat(failure.stage()).isEqualTo(Stage.PUBLISH);
    assertThat(failure.code().value()).isEqualTo(code);
    assertThat(failure.getMessage()).contains(words).doesNotContain("{file}", "{index}");
    assertThat(failure.retryCanHelp()).isEqualTo(retry);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(failure.httpStatus()).hasValue(status);
  }

  @Test
  @FaultRow("T26")
  void redirect_missingSlash_suggestsAddingIt() {
    HttpErrorMapper failures = new HttpErrorMapper(Stage.PUBLISH, "pypi", context);
    HttpRequest call = HttpRequest.post(URI.create("https://index.example/legacy"), "upload");
    script.answer(308, "", "Location", "https://user:pw@index.example/legacy/?a=b");

    assertThat(failures.general(script.send(call)).orElseThrow().getMessage())
        .contains("a redirect to https://index.example/legacy/")
        .contains("Add the slash at the end of the URL")
        .doesNotContain("pw");
  }

  @Test
  @FaultRow("B03")
  void redirectWithSecrets_isRedacted() {
    script.answer(302, "", "Location", "https://user:p@ss@login.example/" + TOKEN + "?a=b");

    assertThat(
            failure(() ->
                    client("pypi")
                        .publish(
                            artifact(), token("https://upload.pypi.org/"), ProgressListener.none()))
                .getMessage())
        .contains("a redirect to https://login.example/[hidden]")
        .doesNotContain("ss@");
  }

  @Test
  void transportException_isRethrownUnchanged() {
    TransportException lost =
        new TransportException(
            Problem.of(dev.trustedpublishing.api.ErrorCode.TEMPORARY_CONNECT, "No way.")
                .remedy("Wait."),
            AttemptOutcome.NOT_SENT,
            Origin.of(URI.create("https://upload.pypi.org")),
            null);
    script.answer(call -> {
      throw lost;
    });

    assertThatThrownBy(() -> client("pypi").find(artifact())).isSameAs(lost);
  }

  // ---- presence

  private String sha256() {
    return artifact().file().sha256();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the same          | 200 | {"files":[{"filename":"x","hashes":{}},{"filename":"F","hashes":{"sha256":"H"}}]} | SameContent[]
          yanked            | 200 | {"files":[{"filename":"F","hashes":{"sha256":"H"},"yanked":"bad"}]}  | SameContent[]
          another           | 200 | {"files":[{"filename":"F","hashes":{"sha256":"00"}}]}                | OtherContent[digest=sha256:00]
          no hashes         | 200 | {"files":[{"filename":"F"}]}                                         | Unknown[reason=the index has the file but no SHA-256 for it]
          MD5 only          | 200 | {"files":[{"filename":"F","hashes":{"md5":"00"}}]}                   | Unknown[reason=the index has the file but no SHA-256 for it]
          not listed        | 200 | {"files":[{"filename":"x","hashes":{"sha256":"H"}}]}                 | Absent[]
          no files          | 200 | {"meta":{"api-version":"1.0"},"files":[]}                            | Absent[]
          quarantined       | 200 | {"meta":{"api-version":"1.4"},"project-status":{"status":"quarantined"},"files":[]} | Unknown[reason=the project is quarantined, and its files are hidden]
          not a Simple API page           | 200 | {}                                                                   | Unknown[reason=the response is not a Simple API page]
          something else    | 200 | {"files":null,"success":false}                                       | Unknown[reason=the response is not a Simple API page]
          no project        | 404 | 404 Not Found                                                        | Absent[]
          forbidden         | 403 | no                                                                   | Unknown[reason=the index returned HTTP 403]
          unauthorized      | 401 | no                                                                   | Unknown[reason=the index returned HTTP 401]
          elsewhere         | 301 | no                                                                   | Unknown[reason=unexpected redirect, which is not followed]
          not JSON          | 200 | hello                                                                | Unknown[reason=the index page can't be read: not a JSON object]
          other type        | 200 | {"files":{}}                                                         | Unknown[reason=the index page can't be read: 'files' is not a list]
          """)
  void find_jsonPage_returnsPresence(String name, int status, String body, String expected) {
    script.answer(
        status,
        body.replace("\"F\"", "\"" + Samples.SDIST + "\"").replace("\"H\"", "\"" + sha256() + "\""),
        "Content-Type",
        "application/vnd.pypi.simple.v1+json");

    assertThat(client("pypi").find(artifact())).hasToString(expected);
    assertThat(script.onlyRequest().url()).hasToString("https://pypi.org/simple/sampleproject/");
    assertThat(script.onlyRequest().headers())
        .containsEntry("Cache-Control", "no-cache")
        .hasEntrySatisfying(
            "Accept",
            accept -> assertThat(accept).startsWith("application/vnd.pypi.simple.v1+json,"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "../../a/F#sha256=H,SameContent[]",
    "https://files.example/F#egg=x&amp;sha256=H,SameContent[]",
    "F#sha256=0000000000000000000000000000000000000000000000000000000000000000,OtherContent[digest=sha256:0000000000000000000000000000000000000000000000000000000000000000]",
    "a/%73ampleproject-1.2.3.tar.gz#sha256=H,SameContent[]",
    "a/%zz.zip#sha256=H,Absent[]",
    "F,Unknown[reason=the index has the file but no SHA-256 for it]",
    "xF#sha256=H,Absent[]"
  })
  void find_htmlPage_returnsPresence(String href, String expected) {
    script.answer(
        200,
        "<a href=\"" + href.replace("F", Samples.SDIST).replace("H", sha256()) + "\">x</a>",
        "Content-Type",
        "text/html; charset=utf-8");

    assertThat(client("https://packages.example/legacy/").find(artifact())).hasToString(expected);
    assertThat(script.onlyRequest().url())
        .hasToString("https://packages.example/simple/sampleproject/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<h1>Hotel Wi-Fi</h1>",
        "<a href='/users/password/new'>Forgot your password?</a>",
        "<meta name='description' content='pypi:repository-version'><a href='help.html'>"
      })
  void find_loginPage_isUnknown(String page) {
    script.answer(200, page, "Content-Type", "text/html; charset=utf-8");

    assertThat(client("pypi").find(artifact()))
        .hasToString("Unknown[reason=the response is not a Simple API page]");
  }

  @Test
  void find_emptyIndexPage_isAbsent() {
    script.answer(
        200,
        "<!DOCTYPE html><META content=\"1.0\" name=\"pypi:repository-version\"><h1>Links</h1>",
        "Content-Type",
        "text/html");

    assertThat(client("pypi").find(artifact())).hasToString("Absent[]");
  }

  @ParameterizedTest
  @CsvSource({
    "https://packages.example/, Absent[]",
    "https://packages.example/legacy/, Absent[]",
    "https://packages.example/repository/ours/,"
        + " Unknown[reason=the location of this index's file list is unknown]"
  })
  void find_notFound_isAbsentOnlyAtKnownLocations(String url, String found) {
    script.answer(404, "not here", "Content-Type", "text/plain");

    assertThat(client(url).find(artifact())).hasToString(found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/vnd.pypi.simple.v1+json", "text/html"})
  @FaultRow("T24")
  void find_encodedPage_isUnknown(String type) {
    script.answer(
        200,
        "{\"meta\":{\"api-version\":\"1.0\"},\"files\":[]}<a href='x'>",
        "Content-Type",
        type,
        "Content-Encoding",
        "gzip");

    assertThat(client("pypi").find(artifact()))
        .hasToString(
            "Unknown[reason=the index page can't be read: it is encoded with gzip, which was not"
                + " requested]");
  }

  @Test
  @FaultRow("U23")
  void find_streamedPage_returnsPresence() {
    String name = Samples.SDIST;
    String html =
        "<!doctype html><!-- don't --><html><abbr title='<'>x</abbr>"
            + "<a href=\"x.whl#sha256="
            + "0".repeat(64)
            + "\">x</a><p>it's</p>".repeat(10_000)
            + "<A data-requires-python=\">=3.9\" HREF='y'></A>"
            + "<a\ndata-requires-python=\">=3.9\" href='../"
            + name
            + "#sha256="
            + sha256()
            + "'>"
            + name
            + "</a>";
    String json =
        "{\"files\":[{\"filename\":\""
            + name
            + "\",\"hashes\":{\"sha256\":\""
            + sha256()
            + "\"}}]}";

    handedOver("text/html", html);
    assertThat(client("pypi").find(artifact())).isEqualTo(new Presence.SameContent());
    handedOver("application/vnd.pypi.simple.v1+json", json);
    assertThat(client("pypi").find(artifact())).isEqualTo(new Presence.SameContent());
    assertThat(script.requests().get(0).responseLimit()).isEqualTo(64 << 20);
  }

  /** As the pipeline's transport does it. */
  private void handedOver(String type, String page) {
    script.answer(call -> {
      HttpResponse head =
          HttpResponse.of(call, 200, "", Map.of("Content-Type", List.of(type)), new byte[0]);
      byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
      try {
        call.bodyHandler().orElseThrow().read(head, new ByteArrayInputStream(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return head;
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"<a href=\"#", "<p>", "<!-- ", "<a ", "<script>", "<", ""})
  @FaultRow("U23")
  void find_overlongElement_isUnknown(String start) {
    script.answer(200, start + "x ".repeat(600_000), "Content-Type", "text/html");

    assertThat(client("pypi").find(artifact()))
        .hasToString(
            "Unknown[reason=the index page can't be read: an element is longer than 1048576"
                + " characters]");
  }

  @Test
  @FaultRow("U23")
  void find_tooManyFormControls_isUnknown() {
    script.answer(200, "<form>" + "<input>".repeat(10_001), "Content-Type", "text/html");

    assertThat(client("pypi").find(artifact()))
        .hasToString(
            "Unknown[reason=the index page can't be read: it has more than 10000 form controls]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"#", "&", "#sha256=", "?", "/", "%", "a=b&"})
  @FaultRow("U23")
  void find_veryLongLink_finishesInTime(String part) {
    String href = part.repeat(1_000_000 / part.length());
    script.answer(200, "<a href=\"" + href + "\">x</a>", "Content-Type", "text/html");

    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> client("pypi").find(artifact()));
  }

  @Test
  @FaultRow("U23")
  void find_truncatedPage_isUnknown() {
    script.answer(call -> HttpResponse.of(call, 200, "", Map.of(), new byte[2]).truncated());

    assertThat(client("pypi").find(artifact())).isInstanceOf(Presence.Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void find_transientError_isRetryable(int status) {
    script.answer(status, "");

    assertThat(failure(() -> client("pypi").find(artifact())).retryCanHelp()).isTrue();
  }

  // ---- revoke

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          202 | {"message":"Accepted","errors":[]} | Requested[]
          200 |                                    | Requested[]
          404 | Not Found                          | ExpiresAt[time=2026-01-01T00:15:00Z]
          405 | Method Not Allowed                 | ExpiresAt[time=2026-01-01T00:15:00Z]
          400 | {"message":"no"}                   | Failed[reason=HTTP 400: no, expiresAt=2026-01-01T00:15:00Z]
          403 |                                    | Failed[reason=HTTP 403, expiresAt=2026-01-01T00:15:00Z]
          308 |                                    | Failed[reason=HTTP 308, expiresAt=2026-01-01T00:15:00Z]
          """)
  @FaultRow({"R01", "R02"})
  void revoke_mapsResponseToRevocation(int status, String body, String expected) {
    script.answer(status, body == null ? "" : body);

    assertThat(client("pypi").revoke(token("https://upload.pypi.org"))).hasToString(expected);
    HttpRequest call = script.onlyRequest();
    assertThat(call.url()).hasToString("https://upload.pypi.org/_/oidc/burn-token");
    assertThat(call.timeout()).contains(Duration.ofMillis(4_500));
    assertThat(call.credential()).isEmpty();
    assertThat(
            new String(
                ((HttpBody.Bytes) call.body().orElseThrow()).content(), StandardCharsets.UTF_8))
        .isEqualTo("{\"token\":\"" + TOKEN + "\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  @FaultRow("R03")
  void revoke_transientError_isRetryable(int status) {
    script.answer(status, TOKEN);

    TrustedPublishingException failure =
        failure(() -> client("pypi").revoke(token("https://upload.pypi.org")));

    assertThat(failure.stage()).isEqualTo(Stage.REVOKE);
    assertThat(failure.retryCanHelp()).isTrue();
  }

  @Test
  @FaultRow("T07")
  void revoke_loginPage_isUnexpectedResponse() {
    script.answer(200, "<html>Log in!</html>", "Content-Type", "text/html; charset=utf-8");

    TrustedPublishingException failure =
        failure(() -> client("pypi").revoke(token("https://upload.pypi.org")));

    assertThat(failure.code()).hasToString("temporary.unexpected-answer");
    assertThat(failure.getMessage()).contains("a web page", "Log in!");
    assertThat(failure.retryCanHelp()).isTrue();
  }

  @Test
  @FaultRow("R01")
  void revoke_expiredToken_countsAsRevoked() {
    script.answer(400, "{\"message\":\"expired\"}");
    ApiToken old = token("https://upload.pypi.org");

    assertThat(client("pypi").revoke(new ApiToken(old.value(), old.credential(), Samples.NOW)))
        .isInstanceOf(Revocation.Revoked.class);
    assertThat(old.toString()).doesNotContain(TOKEN);
  }

  @Test
  void capabilities_sameBytesNoOp_isPyPiOnly() {
    assertThat(client("pypi").capabilities()).contains(Capability.SAME_BYTES_ARE_A_NO_OP);
    assertThat(client("https://packages.example/").capabilities())
        .doesNotContain(Capability.SAME_BYTES_ARE_A_NO_OP);
  }
}
