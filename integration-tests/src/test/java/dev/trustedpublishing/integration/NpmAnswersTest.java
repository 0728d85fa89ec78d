package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.core.http.ApacheHttpTransport;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.repository.npm.NpmRepository;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.http.Reply;
import dev.trustedpublishing.testkit.http.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an npm registry may respond, each response once, through the public client and a real
 * connection: what becomes of it, whether a retry can help, and the words that explain it.
 */
@Timeout(30)
class NpmAnswersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String JWT =
      "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJzb21lYm9keSJ9.c2lnbmF0dXJlLW9m";
  private static final String TOKEN = "npm_0123456789abcdefghijklmnop";
  private static final String JSON = "application/json";
  private static ApacheHttpTransport transport;

  @TempDir Path folder;
  private TestContext context;
  private final List<String> seen = new ArrayList<>();
  private LoopbackServer server;
  private RepositoryClient client;
  private Path tarball;
  private ExchangeScope scope;
  private volatile Answer onGet = Answer.notFound();
  private volatile Answer onSend = Answer.notFound();

  /** One response and what it must become. */
  private record Case(
      Answer answer,
      @Nullable String code,
      boolean retry,
      AttemptOutcome outcome,
      List<String> message) {
    static Case refused(Answer answer, String code, String... message) {
      return new Case(answer, code, false, AttemptOutcome.ANSWERED, List.of(message));
    }

    Case again() {
      return new Case(answer, code, true, outcome, message);
    }

    Case ambiguous() {
      return new Case(answer, code, true, AttemptOutcome.AMBIGUOUS, message);
    }
  }

  @BeforeAll
  static void open() {
    transport = ApacheHttpTransport.create(TransportSettings.of("test"));
  }

  @AfterAll
  static void close() throws IOException {
    transport.close();
  }

  @BeforeEach
  void connect() throws IOException {
    server = LoopbackServer.start(0);
    server.mount("", this::answer);
    NpmRepository repository = new NpmRepository();
    context = TestContext.over(transport).with(Clock.fixed(NOW, ZoneOffset.UTC));
    client =
        repository.connect(
            repository.resolve("npm+" + server.uri(), List.of(), context).orElseThrow(), context);
    tarball = PackedPackage.of(folder, "@acme/hello", "1.5.0");
    scope = client.scopes(client.plan(List.of(tarball))).get(0);
  }

  @AfterEach
  void disconnect() {
    server.close();
  }

  private Reply answer(Request request) throws IOException {
    seen.add(request.method());
    request.drain();
    return request.method().equals("GET") ? onGet : onSend;
  }

  @FaultRow({"T07", "T26", "X02", "X07", "X08", "X09"})
  static Stream<Arguments> exchanges() {
    return Stream.of(
        argumentSet(
            "X07 400",
            Case.refused(
                said(400, "message", "OIDC token exchange error - bad request"),
                "exchange.bad-request",
                "can't read the identity token",
                "OIDC token exchange error - bad request")),
        argumentSet(
            "X07 401",
            Case.refused(
                said(401, "message", "OIDC token exchange error - unauthorized"),
                "exchange.invalid-token",
                "audience 'npm:127.0.0.1'",
                "NPM_ID_TOKEN")),
        argumentSet(
            "X07 404",
            Case.refused(
                said(404, "message", "OIDC token exchange error - package not found"),
                "exchange.no-publisher",
                "The package must exist",
                "repository = Octo/Repo",
                "workflow filename = release.yml",
                "environment = (empty",
                "case-sensitive",
                "Claims in the identity token")),
        argumentSet(
            "404 with 'error' in place of 'message'",
            Case.refused(said(404, "error", "not found"), "exchange.no-publisher", "not found")),
        argumentSet(
            "X02 404 with a page",
            Case.refused(
                Answer.text(404, "text/html", "<!DOCTYPE html><pre>Cannot POST /-/npm</pre>"),
                "exchange.unsupported",
                "does not support trusted publishing",
                "Cannot POST")),
        argumentSet(
            "X02 404 with nothing",
            Case.refused(Answer.text(404, "text/plain", ""), "exchange.unsupported")),
        argumentSet("405", Case.refused(said(405, "error", "no"), "exchange.unsupported")),
        argumentSet("501", Case.refused(said(501, "error", "no"), "exchange.unsupported")),
        argumentSet(
            "403 in words of its own",
            Case.refused(
                said(403, "error", "Not on a Sunday."), "exchange.rejected", "Not on a Sunday.")),
        argumentSet(
            "403 with nothing", Case.refused(nothing(403), "exchange.rejected", "HTTP 403")),
        argumentSet("410", Case.refused(nothing(410), "exchange.rejected", "HTTP 410")),
        argumentSet(
            "500",
            Case.refused(
                    said(500, "message", "OIDC token exchange error - internal server error"),
                    "temporary.registry-error",
                    "internal server error")
                .again()),
        argumentSet("502", Case.refused(nothing(502), "temporary.registry-error").again()),
        argumentSet("503", Case.refused(nothing(503), "temporary.registry-error").again()),
        argumentSet("408", Case.refused(nothing(408), "temporary.registry-error").again()),
        argumentSet("420", Case.refused(nothing(420), "temporary.rate-limited").again()),
        argumentSet(
            "429",
            Case.refused(
                    nothing(429), "temporary.rate-limited", "rate-limited this client (HTTP 429)")
                .again()),
        argumentSet(
            "T26 redirect",
            Case.refused(
                Answer.redirect(307, "https://elsewhere.example/x?secret"),
                "usage.unexpected-redirect",
                "https://elsewhere.example/x")),
        argumentSet("T07 200 with a page", broken(page(200), "not")),
        argumentSet("X08 201 with an empty object", broken(json(201, "{}"), "'token' is missing")),
        argumentSet("X08 token null", broken(token("null"), "'token' is missing")),
        argumentSet("X08 token a number", broken(token("1"), "'token' is not a string")),
        argumentSet("X08 token empty", broken(token("\"\""), "'token' is missing")),
        argumentSet(
            "X08 token too long",
            broken(token("\"" + "a".repeat(17_000) + "\""), "not an API token")),
        argumentSet(
            "X08 token with a line break", broken(token("\"npm_a\\r\\nX: y\""), "characters")),
        argumentSet("X08 token is the JWT", broken(token("\"" + JWT + "\""), "not an API token")),
        argumentSet("201 with a list", broken(json(201, "[]"), "")),
        argumentSet(
            "X09 expired on arrival",
            Case.refused(
                json(201, "{\"token\":\"" + TOKEN + "\",\"expires\":\"2025-12-31T23:00:00Z\"}"),
                "exchange.expired-on-arrival",
                "had already expired when it was received",
                "2025-12-31T23:00:00Z")));
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void failedExchange_mapsToErrorCode(Case expected) {
    onSend = expected.answer();
    check(expected, () -> client.exchange(scope, identity()));
  }

  @FaultRow("X09")
  static Stream<Arguments> expiries() {
    return Stream.of(
        argumentSet("as it is", "\"2026-01-01T01:00:00.000Z\"", "2026-01-01T01:00:00Z", 0),
        argumentSet("short", "\"2026-01-01T00:10:00Z\"", "2026-01-01T00:10:00Z", 0),
        argumentSet("with an offset", "\"2026-01-01T02:30:00+02:00\"", "2026-01-01T00:30:00Z", 0),
        argumentSet("X09 missing", "null", "2026-01-01T01:00:00Z", 1),
        argumentSet("X09 a number", "1767229200", "2026-01-01T01:00:00Z", 1),
        argumentSet("X09 no date", "\"soon\"", "2026-01-01T01:00:00Z", 1),
        argumentSet("X09 two days", "\"2026-01-03T00:00:00Z\"", "2026-01-03T00:00:00Z", 1));
  }

  @ParameterizedTest
  @MethodSource("expiries")
  void exchangedToken_hasExpiryFromRegistry(String expires, String expected, int warned) {
    onSend = json(201, "{\"token\":\"" + TOKEN + "\",\"expires\":" + expires + "}");

    ApiToken token = client.exchange(scope, identity());

    assertThat(token.value().reveal()).isEqualTo(TOKEN);
    assertThat(token.expiresAt()).isEqualTo(expected);
    assertThat(context.warnings()).hasSize(warned);
    assertThat(client.revoke(token)).isEqualTo(new Revocation.ExpiresAt(Instant.parse(expected)));
    assertThat(seen).containsExactly("POST");
  }

  @FaultRow({"B03", "T26", "U05", "U09", "U12", "U15", "U16", "U19", "U20"})
  static Stream<Arguments> publishes() {
    return Stream.of(
        argumentSet(
            "400", Case.refused(said(400, "error", "bad _id"), "publish.rejected", "bad _id")),
        argumentSet(
            "401 expired",
            Case.refused(
                said(401, "error", "Unable to authenticate"),
                "publish.token-expired",
                "does not accept the API token")),
        argumentSet(
            "401 one-time password, by its words",
            Case.refused(
                said(401, "error", "You must provide a one-time pass."),
                "publish.forbidden",
                "one-time password")),
        argumentSet(
            "401 one-time password, by its header",
            Case.refused(
                said(401, "error", "x").withHeader("WWW-Authenticate", "OTP"),
                "publish.forbidden",
                "one-time password")),
        argumentSet(
            "402",
            Case.refused(
                said(402, "error", "You must sign up for private packages"),
                "publish.forbidden",
                "--access public")),
        argumentSet(
            "U05 403 duplicate",
            Case.refused(
                said(403, "error", "You cannot publish over the previously published versions: 1."),
                "publish.conflict",
                "@acme/hello@1.5.0 is taken")),
        argumentSet(
            "U09 403 permission",
            Case.refused(
                said(403, "error", "OIDC permission denied for this action"),
                "publish.forbidden",
                "OIDC permission denied",
                "--stage")),
        argumentSet("U09 403 with nothing", Case.refused(nothing(403), "publish.forbidden")),
        argumentSet(
            "U09 404 in disguise",
            Case.refused(
                said(404, "error", "Not found"),
                "publish.forbidden",
                "a 404 here means 'not allowed'")),
        argumentSet(
            "U15 409 transient",
            Case.refused(
                    said(409, "error", "Failed to save packument. A common cause is if you ..."),
                    "temporary.registry-error",
                    "still processing")
                .again()),
        argumentSet(
            "U16 409 staged",
            Case.refused(
                said(409, "error", "Cannot publish over previously staged version \"1.5.0\"."),
                "publish.conflict",
                "already staged")),
        argumentSet(
            "U05 409 of Verdaccio",
            Case.refused(
                said(409, "error", "this package is already present"), "publish.conflict")),
        argumentSet(
            "413",
            Case.refused(
                said(413, "error", "request entity too large"),
                "publish.file-too-large",
                "Base64 adds a third")),
        argumentSet(
            "U19 422 provenance",
            Case.refused(
                said(
                    422,
                    "error",
                    "Error verifying sigstore provenance bundle: Failed to validate repository"
                        + " information"),
                "publish.attestation-rejected",
                "Failed to validate repository information",
                "repository.url")),
        argumentSet(
            "422 something else",
            Case.refused(said(422, "error", "bad engines"), "publish.invalid-metadata")),
        argumentSet("418", Case.refused(nothing(418), "publish.rejected", "HTTP 418")),
        argumentSet("429", Case.refused(nothing(429), "temporary.rate-limited").again()),
        argumentSet("500", Case.refused(page(500), "temporary.registry-error").again()),
        argumentSet("U12 502", Case.refused(page(502), "temporary.registry-error").again()),
        argumentSet("503", Case.refused(nothing(503), "temporary.registry-error").again()),
        argumentSet(
            "T26 redirect",
            Case.refused(
                Answer.redirect(308, "https://elsewhere.example/"), "usage.unexpected-redirect")),
        argumentSet("U20 200 with a page", broken(page(200), "not a JSON object")),
        argumentSet("U20 200 with nothing", broken(nothing(200), "not a JSON object")),
        argumentSet(
            "U20 200 that denies success",
            broken(json(200, "{\"success\":false,\"error\":\"no\"}"), "'success' is false")),
        argumentSet(
            "B03 words that repeat the token",
            Case.refused(
                said(400, "error", "what is " + TOKEN + "?"),
                "publish.rejected",
                "what is [hidden]?")));
  }

  @ParameterizedTest
  @MethodSource("publishes")
  void rejectedPublish_mapsToErrorCode(Case expected) {
    onSend = expected.answer();
    check(
        expected, () -> client.publish(scope.artifacts().get(0), token(), ProgressListener.none()));
    assertThat(seen).containsExactly("GET", "PUT");
  }

  @Test
  void publish_existingVersion_isConflictWithoutUpload() {
    onSend = json(201, "{\"ok\":\"created new package\",\"success\":true}");

    client.publish(scope.artifacts().get(0), token(), ProgressListener.none());
    assertThat(seen).containsExactly("GET", "PUT");

    seen.clear();
    onGet = json(200, "{\"versions\":{\"1.5.0\":{}}}");
    check(
        new Case(onGet, "publish.conflict", false, AttemptOutcome.ANSWERED, List.of("taken")),
        () -> client.publish(scope.artifacts().get(0), token(), ProgressListener.none()));
    assertThat(seen).containsExactly("GET");
  }

  static Stream<Arguments> looks() {
    return Stream.of(
        argumentSet("higher", 200, versions("\"1.6.0\":{}"), "publish.tag-required"),
        argumentSet("higher, but a prerelease", 200, versions("\"2.0.0-rc.1\":{}"), ""),
        argumentSet(
            "higher, but deprecated", 200, versions("\"2.0.0\":{\"deprecated\":\"x\"}"), ""),
        argumentSet(
            "higher, and undeprecated again",
            200,
            versions("\"2.0.0\":{\"deprecated\":\"\"}"),
            "publish.tag-required"),
        argumentSet("lower", 200, versions("\"1.4.9\":{}"), ""),
        argumentSet("broken words about versions", 200, "{\"versions\":[]}", ""),
        argumentSet("not allowed to look", 403, "{}", ""),
        argumentSet("a fault", 503, "", "temporary.registry-error"));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void precheck_decidesWhetherVersionIsUploaded(int status, String body, String code) {
    onGet = Answer.text(status, JSON, body);
    onSend = json(200, "{\"ok\":true}");

    TrustedPublishingException e =
        failure(() -> client.publish(scope.artifacts().get(0), token(), ProgressListener.none()));

    if (code.isEmpty()) {
      assertThat(e).isNull();
      assertThat(seen).containsExactly("GET", "PUT");
    } else {
      assertThat(e.code()).hasToString(code);
      // Nothing was sent, so nothing is in doubt.
      assertThat(e.outcome()).isEmpty();
      assertThat(seen).containsExactly("GET");
    }
  }

  @FaultRow("T07")
  static Stream<Arguments> presences() {
    return Stream.of(
        argumentSet("404", 404, "{\"error\":\"not_found\"}", "Absent", ""),
        argumentSet(
            "another version", 200, "{\"version\":\"1.0.0\"}", "Unknown", "'version' differs"),
        argumentSet("the same", 200, dist("\"integrity\":\"OURS\""), "SameContent", ""),
        argumentSet(
            "the same among others",
            200,
            dist("\"integrity\":\"sha1-abc OURS?x\""),
            "SameContent",
            ""),
        argumentSet(
            "other content", 200, dist("\"integrity\":\"sha512-AAAA\""), "OtherContent", "AAAA"),
        argumentSet("already exists", 200, dist("\"shasum\":\"abc\""), "OtherContent", "sha1-abc"),
        argumentSet(
            "already exists with our SHA-1", 200, dist("\"shasum\":\"SHA1\""), "Unknown", ""),
        argumentSet("no digest", 200, dist(""), "Unknown", "no SHA-512"),
        argumentSet(
            "dist of another type", 200, "{\"version\":\"1.5.0\",\"dist\":1}", "Unknown", ""),
        argumentSet("no version", 200, "{}", "Unknown", "'version' is missing"),
        argumentSet("T07 a page", 200, "<html>log in</html>", "Unknown", "can't be read"),
        argumentSet("nothing", 200, "", "Unknown", "can't be read"),
        argumentSet("401", 401, "{}", "Unknown", "HTTP 401"),
        argumentSet("403", 403, "{}", "Unknown", "HTTP 403"),
        argumentSet("302", 302, "", "Unknown", "HTTP 302"));
  }

  @ParameterizedTest
  @MethodSource("presences")
  void find_mapsPackumentToPresence(int status, String body, String expected, String message)
      throws Exception {
    byte[] bytes = Files.readAllBytes(tarball);
    String ours =
        "sha512-"
            + Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-512").digest(bytes));
    String sha1 =
        java.util.HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    onGet = Answer.text(status, JSON, body.replace("SHA1", sha1).replace("OURS", ours));

    Presence presence = client.find(scope.artifacts().get(0));

    assertThat(presence.getClass().getSimpleName()).isEqualTo(expected);
    assertThat(presence.toString()).contains(message);
  }

  private void check(Case expected, Supplier<?> call) {
    TrustedPublishingException e = failure(call);

    assertThat(e).isNotNull();
    assertThat(e.code()).hasToString(expected.code());
    assertThat(e.retryCanHelp()).isEqualTo(expected.retry());
    e.outcome().ifPresent(outcome -> assertThat(outcome).isEqualTo(expected.outcome()));
    expected.message().forEach(message -> assertThat(e).hasMessageContaining(message));
    assertThat(e.getMessage()).doesNotContain(JWT).doesNotContain(TOKEN).doesNotContain("?secret");
    assertThat(e.remedy()).isNotBlank();
  }

  private static @Nullable TrustedPublishingException failure(Supplier<?> call) {
    try {
      call.get();
      return null;
    } catch (TrustedPublishingException e) {
      return e;
    } catch (TransportException e) {
      throw new AssertionError("the loopback server did not answer", e);
    }
  }

  private ApiToken token() {
    Secret secret = Secret.of(TOKEN);
    return new ApiToken(
        secret, Credential.bearer(secret, Origin.of(server.uri())), NOW.plusSeconds(3600));
  }

  private static IdentityToken identity() {
    return new IdentityToken(
        Secret.of(JWT),
        Claims.of(
            JsonObject.of(
                Map.of(
                    "repository", "Octo/Repo",
                    "repository_owner", "Octo",
                    "workflow_ref", "Octo/Repo/.github/workflows/release.yml@refs/tags/v1",
                    "runner_environment", "github-hosted"))),
        IdentityToken.Supply.ON_REQUEST);
  }

  private static Case broken(Answer answer, String... message) {
    return Case.refused(answer, "temporary.unexpected-answer", message).ambiguous();
  }

  private static Answer said(int status, String name, String message) {
    return Answer.json(status, Map.of(name, message));
  }

  private static Answer json(int status, String body) {
    return Answer.text(status, JSON, body);
  }

  private static Answer token(String json) {
    return json(201, "{\"token\":" + json + ",\"expires\":\"2026-01-01T01:00:00Z\"}");
  }

  private static Answer nothing(int status) {
    return Answer.text(status, "text/plain", "");
  }

  private static Answer page(int status) {
    return Answer.text(status, "text/html", "<html><body>Welcome! Please log in.</body></html>");
  }

  private static String versions(String members) {
    return "{\"name\":\"@acme/hello\",\"versions\":{" + members + "}}";
  }

  private static String dist(String members) {
    return "{\"version\":\"1.5.0\",\"dist\":{" + members + "}}";
  }
}
