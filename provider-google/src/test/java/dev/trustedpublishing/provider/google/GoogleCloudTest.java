package dev.trustedpublishing.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.ci.EmbeddedGoogle;
import dev.trustedpublishing.testkit.ci.GoogleJob;
import dev.trustedpublishing.testkit.contract.CiJob;
import dev.trustedpublishing.testkit.contract.TestContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Google Cloud from the metadata server to a registry that verifies. */
class GoogleCloudTest {
  private static final String ACCOUNT = "GOOGLE_SERVICE_ACCOUNT_NAME";
  private static final String HOST = "GCE_METADATA_HOST";
  private static final String PRODUCT = "/sys/class/dmi/id/product_name";
  private static final GoogleJob OTHER =
      new GoogleJob("releases@octo-project.iam.gserviceaccount.com", "100000000000000000066");

  @TempDir Path folder;
  private Sandbox sandbox;
  private Map<String, String> environment;
  private final List<AuditEntry> trail = new ArrayList<>();

  @BeforeEach
  void startSandbox() throws IOException {
    sandbox = Sandbox.builder().ciJob(GoogleJob.sample()).start();
    environment = new LinkedHashMap<>(sandbox.environment());
  }

  @AfterEach
  void stopSandbox() throws IOException {
    sandbox.close();
  }

  @Test
  void accountOfTheMachine_publishes() {
    assertThat(publish().isComplete()).isTrue();

    RecordedRequest request = ci().requests(EmbeddedGoogle.Endpoint.METADATA).get(0);
    assertThat(request.path()).isEqualTo("/v1/instance/service-accounts/default/identity");
    assertThat(request.query()).isEqualTo("format=full&audience=pypi");
    assertThat(request.headers().get("metadata-flavor")).containsExactly("Google");
    // The address of the account is what PyPI compares, and personal in other tokens.
    assertThat(trail.toString()).contains("Google Cloud").doesNotContain("publisher@octo-project");
  }

  @Test
  void anotherAccount_isImpersonated() {
    impersonating(OTHER.email());
    ci().permitting(OTHER);

    PublishFailedException e = failure();

    // The sandbox registered the account of the machine, and received that of the other one.
    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_NO_PUBLISHER);
    assertThat(e.presentedClaims()).containsEntry("sub", OTHER.subject());
    assertThat(ci().requests(EmbeddedGoogle.Endpoint.IAM)).hasSize(1);
  }

  @Test
  void missingRole_showsTheLinesThatGrantIt() {
    impersonating(OTHER.email());

    PublishFailedException e = failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_PERMISSION_MISSING);
    assertThat(e.exitCode()).isEqualTo(3);
    assertThat(e)
        .hasMessageContaining("The account of this machine may not act as " + OTHER.email() + ".")
        .hasMessageContaining("Permission 'iam.serviceAccounts.getOpenIdToken' denied.");
    assertThat(e.remedy())
        .contains("gcloud services enable iamcredentials.googleapis.com")
        .contains(
            "gcloud iam service-accounts add-iam-policy-binding "
                + OTHER.email()
                + " --role=roles/iam.serviceAccountOpenIdTokenCreator");
    assertThat(e.toString()).doesNotContain("ya29");
  }

  @ParameterizedTest
  @ValueSource(strings = {"releases", "a b@c", "../x@y", "a@b/c", "x@y:generateAccessToken?"})
  @FaultRow("E01")
  void invalidAccount_isRejectedBeforeAnyRequest(String account) {
    impersonating(account);

    PublishFailedException e = failure();

    assertThat(e)
        .hasMessageContaining("The service account to impersonate is not a mail address.")
        .hasMessageContaining("Found:    " + ACCOUNT + "=" + account);
    assertThat(ci().requests(EmbeddedGoogle.Endpoint.METADATA)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Google Compute Engine, true",
    "Google, true",
    "google, false",
    "Google Compute Engine 2, false",
    "Standard PC, false"
  })
  @FaultRow("E02")
  void machine_isDetectedByItsExactProductName(String product, boolean available) {
    assertThat(detect(Map.of(PRODUCT, product)) instanceof Detection.Available)
        .isEqualTo(available);
  }

  @ParameterizedTest
  @CsvSource({
    HOST + ", metadata.google.internal",
    ACCOUNT + ", a@b.iam.gserviceaccount.com",
    ACCOUNT + ", 100000000000000000066"
  })
  void variablesOfGooglesLibraries_areDetectedUnlessDisabled(String name, String value) {
    assertThat(detect(Map.of(name, value))).isInstanceOf(Detection.Available.class);
    assertThat(detect(Map.of(name, value, "NO_GCE_CHECK", "true")))
        .isEqualTo(new Detection.Absent(PRODUCT + "=Google Compute Engine"));
    assertThat(detect(Map.of(name, value, "NO_GCE_CHECK", "false")))
        .isInstanceOf(Detection.Available.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "metadata.google.internal.evil.example",
        "metadata.google.internal:8080",
        "user@127.0.0.1",
        "127.0.0.1/path#x",
        "no host"
      })
  @FaultRow("O04")
  void metadataServerElsewhere_isRejected(String host) {
    environment.put(HOST, host);

    PublishFailedException e = failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_BAD_ENDPOINT);
    assertThat(e.remedy()).startsWith("Unset " + HOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"metadata.google.internal", "169.254.169.254", ""})
  void realMetadataServer_isAskedInPlainHttp(String host) {
    environment.put(HOST, host);
    List<HttpRequest> requests = new ArrayList<>();

    TrustedPublishingException e =
        failure(request -> {
          requests.add(request);
          return answer(request, jwt("https://evil.example"));
        });

    assertThat(requests)
        .singleElement()
        .satisfies(request -> {
          assertThat(request.origin()).hasToString("http://metadata.google.internal");
          assertThat(request.credential()).isEmpty();
          assertThat(request.timeout()).contains(Duration.ofSeconds(5));
        });
    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_WRONG_ISSUER);
    assertThat(e)
        .hasMessageContaining("The identity token was not issued by Google.")
        .hasMessageContaining("Expected: issuer https://accounts.google.com");
  }

  @Test
  void impersonationOnTheRealMachine_usesTheRealApi() {
    environment.remove(HOST);
    impersonating(OTHER.email());
    List<String> urls = new ArrayList<>();

    failure(request -> {
      urls.add(request.url().toString());
      return answer(request, "{\"access_token\":\"t\"}");
    });

    assertThat(urls)
        .containsExactly(
            "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/"
                + "token?scopes=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcloud-platform",
            "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
                + OTHER.email()
                + ":generateIdToken");
  }

  @Test
  void machineWithoutAccount_showsHowToAttachOne() {
    ci().script(EmbeddedGoogle.Endpoint.METADATA, Fault.answer(404, "text/plain", "not found"));

    PublishFailedException e = failure();

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_PERMISSION_MISSING);
    assertThat(e)
        .hasMessageContaining("This machine of Google Cloud has no identity.")
        .hasMessageContaining("no service account is attached to it");
    assertThat(e.remedy())
        .contains("gcloud compute instances set-service-account MACHINE")
        .contains("gcloud builds submit --service-account=ACCOUNT");
  }

  @Test
  @FaultRow("O05")
  void refusal_isExplained() {
    ci().script(
            EmbeddedGoogle.Endpoint.METADATA,
            Fault.answer(403, "text/plain", "Missing Metadata-Flavor:Google header."));

    assertThat(failure())
        .hasMessageContaining("Google's metadata server refused to issue a token.")
        .hasMessageContaining("Missing Metadata-Flavor:Google header.");
  }

  @Test
  @FaultRow("O06")
  void busyMetadataServer_isRetried() {
    ci().script(EmbeddedGoogle.Endpoint.METADATA, Fault.answer(503, "text/plain", "busy"));

    assertThat(publish().isComplete()).isTrue();
    assertThat(ci().requests(EmbeddedGoogle.Endpoint.METADATA)).hasSize(2);
  }

  @Test
  @FaultRow("O06")
  void unreachableMetadataServer_isNotTheRegistry() {
    environment.put(HOST, "127.0.0.1:1");

    PublishFailedException e = failure();

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_IDENTITY_ENDPOINT);
    assertThat(e).hasMessageContaining("Google Cloud (not the registry) could not be reached.");
    assertThat(e.remedy()).contains("or set NO_GCE_CHECK=true");
  }

  @ParameterizedTest
  @CsvSource({"'', no header Metadata-Flavor", "<html>Log in</html>, no header Metadata-Flavor"})
  @FaultRow("O07")
  void otherServer_isRecognized(String body, String found) {
    ci().script(
            EmbeddedGoogle.Endpoint.METADATA,
            Collections.nCopies(5, Fault.answer(200, "text/html", body)).toArray(new Fault[0]));

    PublishFailedException e = failure();

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_UNEXPECTED_ANSWER);
    assertThat(e).hasMessageContaining(found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"access_token\":1}", "{\"access_token\":\"a b\"}", "<html>"})
  @FaultRow("O07")
  void malformedAccessToken_isRejected(String body) {
    impersonating(OTHER.email());

    TrustedPublishingException e = failure(request -> answer(request, body));

    assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARY_UNEXPECTED_ANSWER);
    assertThat(e).hasMessageContaining("Google's metadata server returned a malformed response.");
  }

  private Detection detect(Map<String, String> variables) {
    return new GoogleCloud().detect(CiEnvironment.of(variables));
  }

  private void impersonating(String account) {
    environment.put(ACCOUNT, account);
  }

  private EmbeddedGoogle ci() {
    return (EmbeddedGoogle) sandbox.ci().orElseThrow();
  }

  private String jwt(String issuer) {
    return ci().issuer().token(Map.of("iss", issuer), "pypi", Duration.ofMinutes(5));
  }

  private static HttpResponse answer(HttpRequest request, String body) {
    return HttpResponse.of(
        request,
        200,
        "",
        Map.of("Metadata-Flavor", List.of("Google")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private TrustedPublishingException failure(HttpTransport transport) {
    return catchThrowableOfType(
        TrustedPublishingException.class,
        () ->
            new GoogleCloud()
                .obtain(
                    IdentityRequest.forAudience("pypi"),
                    TestContext.of(CiJob.of(environment).withHttp(transport))));
  }

  /** A failure in which no identity token reached the registry. */
  private PublishFailedException failure() {
    PublishFailedException e = catchThrowableOfType(PublishFailedException.class, this::publish);
    assertThat(sandbox.pypi().mintedTokens()).isEmpty();
    return e;
  }

  private PublishReport publish() {
    try (TrustedPublisher publisher =
        TrustedPublisher.builder()
            .environment(environment)
            .repository(sandbox.uploadUrl().toString())
            .retryFor(Duration.ofSeconds(2))
            .onEvent(trail::add)
            .build()) {
      return publisher.publish(SampleDistribution.values()[0].copyTo(folder));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
