package dev.trustedpublishing.testkit.registry.pypi;

import static dev.trustedpublishing.testkit.registry.pypi.RegistryFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.internal.jjwt.Jwts;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.pypi.model.MintedToken;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherKind;
import dev.trustedpublishing.testkit.registry.pypi.publisher.PublisherRegistration;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Its cases drive our client too, in the integration tests. */
public class MintTokenTest {

  private static final GitHubJob JOB = GitHubJob.sample();
  private static final PublisherRegistration PUBLISHER =
      PublisherRegistration.github("octo-org", "65", "sampleproject", "release.yml")
          .withEnvironment("release")
          .forProjects("sampleproject");
  private static final PublisherRegistration GITLAB_PUBLISHER =
      PublisherRegistration.gitlab("octo-group/tools", "sampleproject", ".gitlab-ci.yml")
          .forProjects("sampleproject");

  private static final String NOT_FOUND = "Publisher with matching claims was not found";

  private static RegistryFixture fixture;

  @BeforeAll
  public static void startIssuers() throws Exception {
    fixture = new RegistryFixture();
  }

  @AfterAll
  public static void stopIssuers() {
    fixture.close();
  }

  @Test
  void mint_returnsTokenAndExpiry() throws Exception {
    try (var running = fixture.start(PUBLISHER)) {
      HttpResponse<String> answer = running.mint(fixture.github.token(JOB, "pypi"));

      assertThat(answer.statusCode()).isEqualTo(200);
      JsonNode body = JSON.readTree(answer.body());
      assertThat(body.fieldNames()).toIterable().containsExactly("success", "token", "expires");
      assertThat(body.path("success").asBoolean()).isTrue();
      assertThat(body.path("token").asText()).matches("pypi-[A-Za-z0-9_-]{85,}");
      assertThat(body.path("expires").asLong())
          .isEqualTo(fixture.clock.instant().getEpochSecond() + 900);
      assertThat(running.registry.mintedTokens())
          .singleElement()
          .satisfies(token -> {
            assertThat(token.projects().covers("SampleProject")).isTrue();
            assertThat(token.projects().covers("other")).isFalse();
            assertThat(token.toString()).doesNotContain(token.value());
          });
    }
  }

  public static Stream<Arguments> payloads() {
    return Stream.of(
        argumentSet("not JSON", "token=x", "Invalid JSON"),
        argumentSet("empty", "", "Input should be an object"),
        argumentSet("a list", "[]", "Input should be an object"),
        argumentSet("no token", "{}", "token\n  Field required"),
        argumentSet("token is a number", "{\"token\":1}", "Input should be a valid string"),
        argumentSet("token is null", "{\"token\":null}", "Input should be a valid string"),
        argumentSet("no JWT", "{\"token\":\"x\"}", "malformed JWT"),
        argumentSet("two parts", "{\"token\":\"e30.e30\"}", "malformed JWT"),
        argumentSet("not base64", "{\"token\":\"!.!.!\"}", "malformed JWT"),
        argumentSet("no JSON inside", "{\"token\":\"YQ.YQ.YQ\"}", "malformed JWT"),
        argumentSet("no issuer", "{\"token\":\"e30.e30.e30\"}", "malformed JWT"),
        argumentSet(
            "unknown issuer",
            "{\"token\":\"e30." + base64("{\"iss\":\"https://example.org\"}") + ".e30\"}",
            "unknown trusted publishing issuer"));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void mint_invalidPayload_isRejected(String body, String description) throws Exception {
    try (var running = fixture.start(PUBLISHER)) {
      assertRefused(running.post("/_/oidc/mint-token", body), "invalid-payload", description);
      assertThat(running.registry.mintedTokens()).isEmpty();
    }
  }

  public static Stream<Arguments> invalidTokens() {
    return Stream.of(
        invalid("wrong audience", claims -> claims.put("aud", "testpypi")),
        invalid("audience in a list", claims -> claims.put("aud", List.of("pypi"))),
        invalid("no audience", claims -> claims.remove("aud")),
        invalid("null audience", claims -> claims.put("aud", null)),
        invalid("expired", claims -> claims.put("exp", now() - 30)),
        invalid("no expiry", claims -> claims.remove("exp")),
        invalid("expiry is text", claims -> claims.put("exp", "soon")),
        invalid("not yet valid", claims -> claims.put("nbf", now() + 31)),
        invalid("not-before is text", claims -> claims.put("nbf", "soon")),
        invalid("issued later", claims -> claims.put("iat", now() + 31)),
        invalid("no issue time", claims -> claims.remove("iat")),
        invalid("sub is a number", claims -> claims.put("sub", 7)),
        invalid("jti is a number", claims -> claims.put("jti", 7)));
  }

  @ParameterizedTest
  @MethodSource("invalidTokens")
  void mint_invalidToken_isRejected(Consumer<Map<String, Object>> change) throws Exception {
    Map<String, Object> claims = fixture.github.claims(JOB, "pypi");
    change.accept(claims);
    assertInvalid(fixture.github.sign(claims));
  }

  public static Stream<Arguments> acceptedTimes() {
    return Stream.of(
        invalid("expired 29 s ago", claims -> claims.put("exp", now() - 29)),
        invalid("valid in 30 s", claims -> claims.put("nbf", now() + 30)),
        invalid("issued in 30 s", claims -> claims.put("iat", now() + 30)),
        invalid("no not-before", claims -> claims.remove("nbf")),
        invalid("no sub", claims -> claims.remove("sub")));
  }

  @ParameterizedTest
  @MethodSource("acceptedTimes")
  void mint_timesWithinLeeway_areAccepted(Consumer<Map<String, Object>> change) throws Exception {
    assertThat(mintWith(change, PUBLISHER).statusCode()).isEqualTo(200);
  }

  @Test
  void mint_foreignSignature_isRejected() throws Exception {
    // The issuer of the other provider signs, but the token says it is from this one.
    assertInvalid(fixture.gitlab.sign(fixture.github.claims(JOB, "pypi")));
  }

  @Test
  void mint_changedClaims_areRejected() throws Exception {
    String[] parts = fixture.github.token(JOB, "pypi").split("\\.");
    String other = fixture.github.token(JOB.withRef("refs/heads/evil"), "pypi").split("\\.")[1];
    assertInvalid(parts[0] + "." + other + "." + parts[2]);
  }

  @Test
  void mint_tokenWithoutKeyId_isRejected() throws Exception {
    String[] parts = fixture.github.token(JOB, "pypi").split("\\.");
    assertInvalid(base64("{\"alg\":\"RS256\"}") + "." + parts[1] + "." + parts[2]);
  }

  @Test
  void mint_unsignedToken_isRejected() throws Exception {
    String[] parts = fixture.github.token(JOB, "pypi").split("\\.");
    String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
    assertInvalid(base64(header.replace("RS256", "none")) + "." + parts[1] + ".");
  }

  @Test
  void mint_sharedSecretSignature_isRejected() throws Exception {
    String[] parts = fixture.github.token(JOB, "pypi").split("\\.");
    String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
    String head = base64(header.replace("RS256", "HS256")) + "." + parts[1];
    var mac = javax.crypto.Mac.getInstance("HmacSHA256");
    mac.init(Jwts.SIG.HS256.key().build());
    String signature =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(mac.doFinal(head.getBytes(StandardCharsets.US_ASCII)));
    assertInvalid(head + "." + signature);
  }

  public static Stream<Arguments> githubReasons() {
    String ref = "octo-org/sampleproject/.github/workflows/release.yml@";
    String tag = ref + "refs/tags/v1.2.3";
    String commit = ref + "1111111111111111111111111111111111111111";
    return Stream.of(
            Stream.of(
                    "repository",
                    "repository_owner",
                    "repository_owner_id",
                    "job_workflow_ref",
                    "jti",
                    "event_name",
                    "ref",
                    "sha")
                .map(claim ->
                    reason(
                        "no " + claim,
                        claims -> claims.remove(claim),
                        "Missing claim '" + claim + "'")),
            Stream.of(
                reason("null claim", c -> c.put("ref", null), "Missing claim 'ref'"),
                reason("other repository", c -> c.put("repository", "octo-org/other"), NOT_FOUND),
                reason(
                    "repository in other case",
                    c -> c.put("repository", "octo-org/SampleProject"),
                    NOT_FOUND),
                reason("other owner", c -> c.put("repository_owner", "octo"), NOT_FOUND),
                reason(
                    "owner in other case", c -> c.put("repository_owner", "Octo-Org"), NOT_FOUND),
                reason("reborn owner", c -> c.put("repository_owner_id", "66"), NOT_FOUND),
                reason("owner id is a number", c -> c.put("repository_owner_id", 65), NOT_FOUND),
                reason(
                    "other workflow",
                    c -> c.put("job_workflow_ref", tag.replace("release.yml", "ci.yml")),
                    NOT_FOUND),
                reason("other environment", c -> c.put("environment", "staging"), NOT_FOUND),
                reason("no environment", c -> c.remove("environment"), NOT_FOUND),
                reason(
                    "no workflow in the ref",
                    c -> c.put("job_workflow_ref", "octo-org/sampleproject@refs/tags/v1.2.3"),
                    "Could not job extract workflow filename from OIDC claims"),
                reason(
                    "empty workflow ref",
                    c -> c.put("job_workflow_ref", ""),
                    "Could not job extract workflow filename from OIDC claims"),
                reason(
                    "empty ref and sha",
                    c -> {
                      c.put("ref", "");
                      c.put("sha", "");
                    },
                    "The ref and sha claims are empty"),
                reason(
                    "workflow of another repository",
                    c -> c.put("job_workflow_ref", tag.replace("octo-org/", "evil/")),
                    mismatch(commit, tag, tag.replace("octo-org/", "evil/"))),
                reason(
                    "workflow at another ref",
                    c -> c.put("job_workflow_ref", ref + "refs/heads/x"),
                    mismatch(commit, tag, ref + "refs/heads/x")),
                reason(
                    "repository claim of another owner",
                    c -> c.put("repository", "evil/sampleproject"),
                    "Check failed for required claim 'repository'"),
                reason(
                    "pull_request_target",
                    c -> c.put("event_name", "pull_request_target"),
                    "Publishing from a workflow invoked via 'pull_request_target' is not"
                        + " supported.")))
        .flatMap(stream -> stream);
  }

  @ParameterizedTest
  @MethodSource("githubReasons")
  void mint_githubMismatch_isExplained(Consumer<Map<String, Object>> change, String reason)
      throws Exception {
    assertNoPublisher(mintWith(change, PUBLISHER), reason);
  }

  public static Stream<Arguments> acceptedGitHubClaims() {
    String ref = "octo-org/sampleproject/.github/workflows/release.yml@";
    return Stream.of(
        invalid("environment in other case", c -> c.put("environment", "Release")),
        invalid("workflow at the commit", c -> c.put("job_workflow_ref", ref + c.get("sha"))),
        invalid("empty sha", c -> c.put("sha", "")),
        invalid("unknown claim", c -> c.put("something_new", "x")));
  }

  @ParameterizedTest
  @MethodSource("acceptedGitHubClaims")
  void mint_githubClaimVariants_areAccepted(Consumer<Map<String, Object>> change) throws Exception {
    assertThat(mintWith(change, PUBLISHER).statusCode()).isEqualTo(200);
  }

  static Stream<Arguments> workflowRefs() {
    return Stream.of(
        argumentSet("two at signs", "a.yml@b.yml@refs/heads/x", "a.yml@b.yml", "refs/heads/x"),
        argumentSet("at sign in ref", "a.yml@refs/heads/x@y.yml", "a.yml", "refs/heads/x@y.yml"),
        argumentSet("yaml", "a.yaml@refs/heads/x", "a.yaml", "refs/heads/x"));
  }

  @ParameterizedTest
  @MethodSource("workflowRefs")
  void mint_workflowRef_isMatchedByFile(String end, String workflow, String ref) throws Exception {
    var publisher = PublisherRegistration.github("octo-org", "65", "sampleproject", workflow);
    var answer =
        mintWith(
            claims -> {
              claims.put("job_workflow_ref", "octo-org/sampleproject/.github/workflows/" + end);
              claims.put("ref", ref);
            },
            publisher);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void mint_prefersPublisherWithEnvironment() throws Exception {
    var general = PUBLISHER.withEnvironment(null).forProjects("general");
    try (var running = fixture.start(general, PUBLISHER.forProjects("special"))) {
      running.apiToken(JOB);
      running.apiToken(JOB.withEnvironment(null));
      running.apiToken(JOB.withEnvironment("other"));
      assertThat(running.registry.mintedTokens())
          .extracting(token -> token.projects().covers("special"))
          .containsExactly(true, false, false);
    }
  }

  public static Stream<Arguments> gitlabReasons() {
    String uri = "//.gitlab-ci.yml@refs/tags/v1.2.3";
    return Stream.of(
        reason("no project", c -> c.remove("project_path"), "Missing claim 'project_path'"),
        reason("no sub", c -> c.remove("sub"), "Missing claim 'sub'"),
        reason("no jti", c -> c.remove("jti"), "Missing claim 'jti'"),
        reason("no ref path", c -> c.remove("ref_path"), "Missing claim 'ref_path'"),
        reason("other project", c -> c.put("project_path", "octo-group/tools/x"), NOT_FOUND),
        reason(
            "no pipeline",
            c -> c.put("ci_config_ref_uri", "gitlab.com/octo-group/tools/sampleproject"),
            "Could not extract workflow filename from OIDC claims"),
        reason(
            "other pipeline",
            c -> c.put("ci_config_ref_uri", "gitlab.com/x//other.yml@refs/tags/v1.2.3"),
            NOT_FOUND),
        reason(
            "other subject",
            c -> c.put("sub", "project_path:evil/x:ref_type:tag:ref:v1"),
            "Check failed for required claim 'sub'"),
        reason("empty sha", c -> c.put("sha", ""), "The ref_path and sha claims are empty"),
        reason(
            "pipeline elsewhere",
            c -> c.put("ci_config_ref_uri", "evil.example/x/y" + uri),
            "The ci_config_ref_uri claim does not match, expecting one of ['"));
  }

  @ParameterizedTest
  @MethodSource("gitlabReasons")
  void mint_gitlabMismatch_isExplained(Consumer<Map<String, Object>> change, String reason)
      throws Exception {
    Map<String, Object> claims = gitlabClaims();
    change.accept(claims);
    try (var running = fixture.start(GITLAB_PUBLISHER)) {
      assertNoPublisher(running.mint(fixture.gitlab.sign(claims)), reason);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"//somedir/.yaml", "//.yml", "//a/b/.yml"})
  void mint_findsNoPipelineWithoutName(String file) throws Exception {
    Map<String, Object> claims = gitlabClaims();
    claims.put("ci_config_ref_uri", "gitlab.com/octo-group/tools/sampleproject" + file + "@x");
    try (var running = fixture.start(GITLAB_PUBLISHER)) {
      assertNoPublisher(
          running.mint(fixture.gitlab.sign(claims)),
          "Could not extract workflow filename from OIDC claims");
    }
  }

  @Test
  void mint_gitlabClaims_areAccepted() throws Exception {
    try (var running = fixture.start(GITLAB_PUBLISHER)) {
      assertThat(running.mint(fixture.gitlab.sign(gitlabClaims())).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void mint_gitlabEnvironment_isCaseSensitive() throws Exception {
    Map<String, Object> claims = gitlabClaims();
    claims.put("environment", "Release");
    try (var running = fixture.start(GITLAB_PUBLISHER.withEnvironment("release"))) {
      assertNoPublisher(running.mint(fixture.gitlab.sign(claims)), NOT_FOUND);
    }
  }

  @Test
  void mint_otherIssuer_isRejected() throws Exception {
    var own = GITLAB_PUBLISHER.withIssuer("https://gitlab.example.org");
    try (var running = fixture.start(own)) {
      assertNoPublisher(running.mint(fixture.gitlab.sign(gitlabClaims())), NOT_FOUND);
    }
  }

  @Test
  void mint_repositoryWithoutOwner_returns500() throws Exception {
    var answer = mintWith(claims -> claims.put("repository", "sampleproject"), PUBLISHER);
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).startsWith("500 Internal Server Error");
  }

  @Test
  void mint_usedToken_isRejected() throws Exception {
    String token = fixture.github.token(JOB, "pypi");
    try (var running = fixture.start(PUBLISHER)) {
      running.mint(token);
      assertRefused(running.mint(token), "invalid-reuse-token", "invalid token: already used");
      assertThat(running.registry.mintedTokens()).hasSize(1);
    }
  }

  @Test
  void mint_sameTokenConcurrently_succeedsOnce() throws Exception {
    String token = fixture.github.token(JOB, "pypi");
    try (var running = fixture.start(PUBLISHER)) {
      var pool = Executors.newFixedThreadPool(8);
      try {
        List<Callable<Integer>> tries =
            IntStream.range(0, 16)
                .mapToObj(i -> (Callable<Integer>) () -> running.mint(token).statusCode())
                .toList();
        List<Integer> answers =
            pool.invokeAll(tries).stream().map(MintTokenTest::get).sorted().toList();
        assertThat(answers).startsWith(200, 422).hasSize(16);
        assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
      } finally {
        pool.shutdownNow();
      }
      assertThat(running.registry.mintedTokens()).hasSize(1);
    }
  }

  @Test
  void mint_rejectedToken_staysUsable() throws Exception {
    String token = fixture.github.token(JOB, "pypi");
    try (var wrong = fixture.start(PUBLISHER.withEnvironment("other"));
        var right = fixture.start(PUBLISHER)) {
      assertNoPublisher(wrong.mint(token), NOT_FOUND);
      assertNoPublisher(wrong.mint(token), NOT_FOUND);
      assertThat(right.mint(token).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void mint_pendingPublisher_createsProject() throws Exception {
    try (var running = fixture.start(PUBLISHER.pendingFor("Brand.New"))) {
      assertThat(running.registry.projects()).isEmpty();
      assertThat(running.mint(fixture.github.token(JOB, "pypi")).statusCode()).isEqualTo(200);
      assertThat(running.registry.projects()).containsExactly("Brand.New");
      assertThat(running.mint(fixture.github.token(JOB, "pypi")).statusCode()).isEqualTo(200);
      assertThat(running.registry.mintedTokens())
          .allMatch(token -> token.projects().covers("brand-new"));
    }
  }

  @Test
  void mint_pendingPublisherOfExistingProject_isRemoved() throws Exception {
    var other = PublisherRegistration.github("x", "1", "y", "z.yml").forProjects("taken");
    try (var running = fixture.start(PUBLISHER.pendingFor("Taken"), other)) {
      String token = fixture.github.token(JOB, "pypi");
      assertRefused(
          running.mint(token),
          "invalid-pending-publisher",
          "valid token, but project already exists");
      assertNoPublisher(running.mint(token), NOT_FOUND);
    }
  }

  @Test
  void mint_invalidProjectName_isRejected() throws Exception {
    try (var running = fixture.start(PUBLISHER.pendingFor("no way"))) {
      assertRefused(
          running.mint(fixture.github.token(JOB, "pypi")),
          "invalid-payload",
          "The name 'no way' is invalid.");
      assertThat(running.registry.projects()).isEmpty();
    }
  }

  @Test
  void mint_disabledProvider_isRejected() throws Exception {
    try (var running =
        fixture.start(
            builder -> builder.publishers(List.of(PUBLISHER)).disable(PublisherKind.GITHUB))) {
      assertRefused(
          running.mint(fixture.github.token(JOB, "pypi")),
          "not-enabled",
          "github trusted publishing functionality not enabled");
      assertThat(running.get("/_/oidc/audience").statusCode()).isEqualTo(200);
    }
    try (var running = fixture.start(builder -> builder.disable(PublisherKind.values()))) {
      var answer = running.get("/_/oidc/audience");
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body())
          .isEqualTo("{\"message\":\"Trusted publishing functionality not enabled\"}");
    }
  }

  @Test
  void mint_refreshesKeysOncePerMinute() throws Exception {
    try (var own = new RegistryFixture();
        var running = own.start(PUBLISHER)) {
      String old = own.github.token(JOB, "pypi");
      assertThat(running.mint(old).statusCode()).isEqualTo(200);
      own.github.rotateKeys();
      String fresh = own.github.token(JOB, "pypi");
      assertRefused(running.mint(fresh), "invalid-token", "malformed or invalid token");
      own.clock.advance(Duration.ofSeconds(60));
      assertThat(running.mint(fresh).statusCode()).isEqualTo(200);
      assertThat(own.github.requests()).hasSize(4);
      own.github.dropRetiredKeys();
      own.github.rotateKeys();
      own.clock.advance(Duration.ofSeconds(60));
      assertThat(running.mint(own.github.token(JOB, "pypi")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void mint_githubAlias_isAccepted() throws Exception {
    try (var running = fixture.start(PUBLISHER)) {
      String body = JSON.writeValueAsString(Map.of("token", fixture.github.token(JOB, "pypi")));
      assertThat(running.post("/_/oidc/github/mint-token", body).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void endpoints_otherMethod_return405() throws Exception {
    try (var running = fixture.start(PUBLISHER)) {
      assertThat(running.get("/_/oidc/audience").body()).isEqualTo("{\"audience\":\"pypi\"}");
      for (var wrong :
          Map.of(
                  running.post("/_/oidc/audience", ""), "GET",
                  running.get("/_/oidc/mint-token"), "POST",
                  running.get("/_/oidc/github/mint-token"), "POST",
                  running.get("/_/oidc/burn-token"), "POST")
              .entrySet()) {
        assertThat(wrong.getKey().statusCode()).isEqualTo(405);
        assertThat(wrong.getKey().headers().firstValue("Allow")).hasValue(wrong.getValue());
      }
    }
  }

  static Stream<Arguments> burnPayloads() {
    return Stream.of(
        argumentSet("not JSON", "token"),
        argumentSet("no token", "{}"),
        argumentSet("not a text", "{\"token\":1}"),
        argumentSet("unknown", "{\"token\":\"pypi-AAAA\"}"),
        argumentSet("garbage", "{\"token\":\"x\"}"));
  }

  @ParameterizedTest
  @MethodSource("burnPayloads")
  void revoke_invalidPayload_returns202(String body) throws Exception {
    try (var running = fixture.start(PUBLISHER)) {
      running.apiToken();
      var answer = running.post("/_/oidc/burn-token", body);
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(JSON.readTree(answer.body()))
          .isEqualTo(JSON.readTree("{\"message\":\"Accepted\",\"errors\":[]}"));
      assertThat(running.registry.mintedTokens()).noneMatch(MintedToken::burned);
    }
  }

  @Test
  void revoke_validToken_revokesIt() throws Exception {
    try (var running = fixture.start(PUBLISHER)) {
      String token = running.apiToken();
      String body = JSON.writeValueAsString(Map.of("token", token));
      assertThat(running.post("/_/oidc/burn-token", body).statusCode()).isEqualTo(202);
      assertThat(running.registry.mintedTokens()).allMatch(MintedToken::burned);
      assertThat(running.post("/_/oidc/burn-token", body).statusCode()).isEqualTo(202);
    }
  }

  /** The time at which the cases happen. */
  public static java.time.Clock clock() {
    return fixture.clock;
  }

  /** What a registry with the publishers of these cases responds to a mint request. */
  public static HttpResponse<String> answer(String body) throws Exception {
    try (var running = fixture.start(PUBLISHER, GITLAB_PUBLISHER)) {
      return running.post("/_/oidc/mint-token", body);
    }
  }

  /** The body of a mint request with claims of a GitHub job that were changed. */
  public static String github(Consumer<Map<String, Object>> change) throws Exception {
    Map<String, Object> claims = fixture.github.claims(JOB, "pypi");
    change.accept(claims);
    return JSON.writeValueAsString(Map.of("token", fixture.github.sign(claims)));
  }

  /** The body of a mint request with claims of a GitLab job that were changed. */
  public static String gitlab(Consumer<Map<String, Object>> change) throws Exception {
    Map<String, Object> claims = gitlabClaims();
    change.accept(claims);
    return JSON.writeValueAsString(Map.of("token", fixture.gitlab.sign(claims)));
  }

  private static HttpResponse<String> mintWith(
      Consumer<Map<String, Object>> change, PublisherRegistration publisher) throws Exception {
    Map<String, Object> claims = fixture.github.claims(JOB, "pypi");
    change.accept(claims);
    try (var running = fixture.start(publisher)) {
      var answer = running.mint(fixture.github.sign(claims));
      assertThat(running.registry.mintedTokens()).hasSize(answer.statusCode() == 200 ? 1 : 0);
      return answer;
    }
  }

  private static Map<String, Object> gitlabClaims() {
    String project = "octo-group/tools/sampleproject";
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", fixture.gitlab.issuer().toString());
    claims.put("aud", "pypi");
    claims.put("sub", "project_path:" + project + ":ref_type:tag:ref:v1.2.3");
    claims.put("jti", java.util.UUID.randomUUID().toString());
    claims.put("iat", now());
    claims.put("nbf", now() - 5);
    claims.put("exp", now() + 3600);
    claims.put("project_path", project);
    claims.put("ref_path", "refs/tags/v1.2.3");
    claims.put("sha", "2222222222222222222222222222222222222222");
    claims.put("runner_id", 1);
    claims.put(
        "ci_config_ref_uri",
        fixture.gitlab.issuer().getAuthority()
            + "/"
            + project
            + "//.gitlab-ci.yml@refs/tags/v1.2.3");
    return claims;
  }

  private static void assertInvalid(String token) throws Exception {
    try (var running = fixture.start(PUBLISHER)) {
      assertRefused(running.mint(token), "invalid-token", "malformed or invalid token");
      assertThat(running.registry.mintedTokens()).isEmpty();
    }
  }

  private static void assertNoPublisher(HttpResponse<String> answer, String reason)
      throws Exception {
    assertRefused(
        answer, "invalid-publisher", "valid token, but no corresponding publisher (" + reason);
  }

  private static void assertRefused(HttpResponse<String> answer, String code, String description)
      throws Exception {
    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode body = JSON.readTree(answer.body());
    assertThat(body.path("message").asText()).isEqualTo("Token request failed");
    assertThat(body.path("errors")).hasSize(1);
    assertThat(body.at("/errors/0/code").asText()).isEqualTo(code);
    assertThat(body.at("/errors/0/description").asText()).contains(description);
  }

  private static String mismatch(String commit, String tag, String found) {
    return "The job_workflow_ref claim does not match, expecting one of ['"
        + commit
        + "', '"
        + tag
        + "'], got '"
        + found
        + "')";
  }

  private static Arguments invalid(String name, Consumer<Map<String, Object>> change) {
    return argumentSet(name, change);
  }

  private static Arguments reason(
      String name, Consumer<Map<String, Object>> change, String reason) {
    return argumentSet(name, change, reason);
  }

  private static long now() {
    return fixture.clock.instant().getEpochSecond();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static int get(Future<Integer> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
