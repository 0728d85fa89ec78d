package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.core.http.ApacheHttpTransport;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.repository.pypi.PyPiRepository;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.http.Reply;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.registry.pypi.MintTokenTest;
import dev.trustedpublishing.testkit.registry.pypi.UploadRequest;
import dev.trustedpublishing.testkit.registry.pypi.UploadTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases that the testkit's registry is tested with, once more with our client: it sends what is
 * right, on the way it is replaced by the request of the case, and what the registry responds must
 * become the error code that {@code client-codes.txt} names, with the registry's own words.
 */
class CasesDriveTheClientTest {
  private static final Map<String, String> CODES = codes();
  private static final HttpClient FORWARDING = HttpClient.newHttpClient();
  private static ApacheHttpTransport transport;

  /** Of all uploads that are rejected: they leave nothing behind, and its key takes time. */
  private static Sandbox rejecting;

  @TempDir Path folder;
  private LoopbackServer front;
  private TestContext context;
  private RepositoryClient client;
  private ExchangeScope scope;
  private volatile Function<Request, Reply> onTheWay;

  @BeforeAll
  static void start() throws Exception {
    transport = ApacheHttpTransport.create(TransportSettings.of("test"));
    MintTokenTest.startIssuers();
    rejecting = UploadTest.sandbox();
  }

  @AfterAll
  static void stop() throws IOException {
    transport.close();
    rejecting.close();
    MintTokenTest.stopIssuers();
  }

  @BeforeEach
  void connect() throws IOException {
    front = LoopbackServer.start(0);
    front.mount("/legacy", this::answer);
    front.mount("/_/oidc/mint-token", this::answer);
    PyPiRepository repository = new PyPiRepository();
    context = TestContext.over(transport).with(MintTokenTest.clock());
    client =
        repository.connect(
            repository.resolve(front.uri() + "/legacy/", List.of(), context).orElseThrow(),
            context);
    scope =
        client.scopes(client.plan(List.of(SampleDistribution.FLIT.copyTo(folder).get(0)))).get(0);
  }

  @AfterEach
  void disconnect() {
    front.close();
    assertThat(context.warnings()).isEmpty();
  }

  static Stream<Arguments> uploads() {
    return Stream.of(
            named("accepted", UploadTest.acceptedUploads()),
            named("wheel", UploadTest.refusedWheels()),
            named("sdist", UploadTest.refusedSdists()))
        .flatMap(cases -> cases);
  }

  static Stream<Arguments> mints() {
    return Stream.of(
            named("payload", MintTokenTest.payloads()),
            named("token", MintTokenTest.invalidTokens()),
            named("time", MintTokenTest.acceptedTimes()),
            named("github", MintTokenTest.githubReasons()),
            named("accepted", MintTokenTest.acceptedGitHubClaims()),
            named("gitlab", MintTokenTest.gitlabReasons()))
        .flatMap(cases -> cases);
  }

  @ParameterizedTest
  @MethodSource("uploads")
  void uploadCase_mapsToExpectedErrorCode(String name, List<Object> arguments) throws Exception {
    if (!name.startsWith("accepted")) {
      upload(rejecting, name, arguments);
      return;
    }
    try (Sandbox fresh = UploadTest.sandbox()) {
      upload(fresh, name, arguments);
    }
  }

  private void upload(Sandbox sandbox, String name, List<Object> arguments) throws Exception {
    String token = mint(sandbox);
    UploadRequest good =
        name.startsWith("sdist") ? UploadRequest.sdist(token) : UploadRequest.wheel(token);
    UploadRequest upload = change(arguments).apply(good);
    onTheWay =
        request ->
            forwarded(() ->
                upload
                    .withAccept(request.header("Accept").orElse(""))
                    .send(FORWARDING, sandbox.uri()));

    check(
        "upload " + name,
        arguments,
        () -> client.publish(scope.artifacts().get(0), apiToken(token), ProgressListener.none()));
  }

  @ParameterizedTest
  @MethodSource("mints")
  void mintCase_mapsToExpectedErrorCode(String name, List<Object> arguments) throws Exception {
    String body =
        name.startsWith("payload")
            ? (String) arguments.get(0)
            : name.startsWith("gitlab")
                ? MintTokenTest.gitlab(claims(arguments))
                : MintTokenTest.github(claims(arguments));
    onTheWay = request -> forwarded(() -> MintTokenTest.answer(body));

    check("mint " + name, arguments, () -> client.exchange(scope, identity()));
  }

  private static void check(String name, List<Object> arguments, Runnable call) {
    TrustedPublishingException failure =
        catchThrowableOfType(TrustedPublishingException.class, call::run);
    String code = failure == null ? "-" : failure.code().value();
    assertThat(code).as(name).isEqualTo(CODES.get(name));
    if (failure != null && arguments.get(arguments.size() - 1) instanceof String words) {
      // The server's message, as far as they fit on a line of a message.
      String beginning = words.lines().findFirst().orElse("");
      assertThat(failure.getMessage())
          .contains(beginning.substring(0, Math.min(60, beginning.length())));
      assertThat(failure.remedy()).isNotBlank();
    }
  }

  private Reply answer(Request request) throws IOException {
    request.drain();
    return onTheWay.apply(request);
  }

  private static Reply forwarded(Callable<HttpResponse<String>> call) {
    try {
      HttpResponse<String> answer = call.call();
      String type = answer.headers().firstValue("Content-Type").orElse("text/plain");
      return Answer.text(answer.statusCode(), type, answer.body());
    } catch (Exception e) {
      throw new AssertionError("The registry could not be asked.", e);
    }
  }

  private String mint(Sandbox sandbox) throws Exception {
    onTheWay = request -> Answer.notFound();
    String identity = sandbox.issuer().token(GitHubJob.sample(), "pypi");
    PyPiRepository repository = new PyPiRepository();
    TestContext sandboxed = TestContext.over(transport);
    try (ApiToken token =
        repository
            .connect(
                repository
                    .resolve(sandbox.uploadUrl().toString(), List.of(), sandboxed)
                    .orElseThrow(),
                sandboxed)
            .exchange(scope, identity(identity))) {
      return token.value().reveal();
    }
  }

  private ApiToken apiToken(String token) {
    Secret secret = Secret.of(token);
    return new ApiToken(
        secret,
        Credential.basic("__token__", secret, Origin.of(front.uri())),
        Instant.now().plusSeconds(900));
  }

  private static IdentityToken identity() {
    return identity("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJzb21lYm9keSJ9.c2lnbmF0dXJlLW9mLXRlc3Rz");
  }

  private static IdentityToken identity(String jwt) {
    return new IdentityToken(
        Secret.of(jwt),
        Claims.of(JsonObject.of(Map.of("iss", "somebody"))),
        IdentityToken.Supply.ON_REQUEST);
  }

  private static Stream<Arguments> named(String group, Stream<Arguments> cases) {
    return cases
        .map(Arguments.ArgumentSet.class::cast)
        .map(one -> {
          String name = group + ": " + one.getName();
          return Arguments.argumentSet(name, name, List.of(one.get()));
        });
  }

  @SuppressWarnings("unchecked") // The cases of UploadTest have one change each.
  private static UnaryOperator<UploadRequest> change(List<Object> arguments) {
    return (UnaryOperator<UploadRequest>)
        arguments.stream().filter(UnaryOperator.class::isInstance).findFirst().orElseThrow();
  }

  @SuppressWarnings("unchecked") // The cases of MintTokenTest change claims.
  private static Consumer<Map<String, Object>> claims(List<Object> arguments) {
    return (Consumer<Map<String, Object>>) arguments.get(0);
  }

  /** Lines of "name = code"; "-" where the client has nothing to complain about. */
  private static Map<String, String> codes() {
    try (InputStream in = CasesDriveTheClientTest.class.getResourceAsStream("client-codes.txt")) {
      Map<String, String> codes = new TreeMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> {
            int middle = line.lastIndexOf(" = ");
            codes.put(line.substring(0, middle), line.substring(middle + 3));
          });
      return codes;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
