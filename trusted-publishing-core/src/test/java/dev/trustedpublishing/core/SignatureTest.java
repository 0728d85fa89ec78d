package dev.trustedpublishing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.core.json.StrictJson;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.oidc.IssuerEndpoint;
import dev.trustedpublishing.testkit.oidc.OidcIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The optional check that an identity token is signed by the issuer that it names. */
class SignatureTest {
  @TempDir Path folder;
  private LoopbackServer server;
  private OidcIssuer issuer;
  private PublisherFixture fixture;

  @BeforeEach
  void start() throws IOException {
    server = LoopbackServer.start(0);
    Clock clock = Clock.fixed(PublisherFixture.NOW, ZoneOffset.UTC);
    issuer = new OidcIssuer(URI.create(server.uri() + "/oidc"), clock);
    server.mount("/oidc", issuer);
    fixture = new PublisherFixture(folder);
    issuedBy(issuer.issuer().toString());
    fixture.ci.signer = (payload, number) -> signed(payload);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void validSignature_needsTwoIssuerRequests() {
    assertThat(publish().isComplete()).isTrue();

    assertThat(issuer.requests())
        .extracting(RecordedRequest::path)
        .containsExactly("/.well-known/openid-configuration", "/.well-known/jwks");
  }

  @ParameterizedTest(name = "{0} keys before its own, {1} behind")
  @CsvSource({"0, 1", "1, 0", "1, 1"})
  void signingKey_isFoundAmongOthers(int before, int behind) {
    fixture.ci.signer =
        (payload, number) -> {
          rotate(before);
          String token = signed(payload);
          rotate(behind);
          return token;
        };

    assertThat(publish().isComplete()).isTrue();
  }

  @Test
  void unpublishedKey_isRejected() {
    fixture.ci.signer =
        (payload, number) -> {
          String token = signed(payload);
          rotate(1);
          issuer.dropRetiredKeys();
          return token;
        };

    assertRefused("Found:    a signature that matches none of the issuer's keys");
  }

  @Test
  void tokenWithoutKeyId_isRejected() {
    fixture.ci.signer = FakeCi::jwt;

    assertRefused("Found:    a signature that matches none of the issuer's keys");
  }

  @Test
  void tokenWithoutIssuer_isRejected() {
    fixture.ci.claims = "{\"aud\":\"%s\",\"exp\":%d}";

    assertRefused("Found:    a token without an issuer");
    assertThat(issuer.requests()).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "http://ci.example, a URL without HTTPS",
    "ci.example, an invalid URL",
    "https://user:pass@ci.example, an invalid URL",
  })
  void unsafeIssuerUrl_isNotRequested(String name, String found) {
    issuedBy(name);

    assertThat(failure(ErrorCode.IDENTITY_BAD_SIGNATURE))
        .hasMessageContaining("The signature of the identity token can't be verified.")
        .hasMessageContaining("Found:    " + found);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "DISCOVERY | {`issuer`:`https://other.example`,`jwks_uri`:`x`} | document of another"
            + " issuer",
        "DISCOVERY | x | an invalid discovery document: not a JSON object",
        "DISCOVERY | {`issuer`:`ISSUER`} | an invalid discovery document: 'jwks_uri'",
        "DISCOVERY | {`issuer`:`ISSUER`,`jwks_uri`:`http://a.example/`} | a URL without HTTPS",
        "DISCOVERY | {`issuer`:`ISSUER`,`jwks_uri`:`:`} | an invalid URL",
        "DISCOVERY | {`issuer`:`ISSUER`,`jwks_uri`:`https://a.example/k`} | keys at"
            + " https://a.example",
        "JWKS | {} | unreadable keys",
        "JWKS | x | unreadable keys",
      })
  void invalidDiscoveryOrKeys_areReported(IssuerEndpoint endpoint, String body, String found) {
    String json = body.replace('`', '"').replace("ISSUER", issuer.issuer().toString());
    issuer.script(endpoint, Fault.answer(200, "application/json", json));

    assertThat(failure(ErrorCode.IDENTITY_BAD_SIGNATURE))
        .hasMessageContaining("The signature of the identity token can't be verified.")
        .hasMessageContaining(found)
        .hasMessageContaining("an issuer that publishes its keys: " + issuer.issuer());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"DISCOVERY", "JWKS"})
  void busyIssuer_isRetriedAfterRequestedDelay(IssuerEndpoint endpoint) {
    issuer.script(endpoint, Fault.answer(503, "text/plain", "busy").withHeader("Retry-After", "7"));

    assertThat(publish().isComplete()).isTrue();

    assertThat(fixture.waits).containsExactly(Duration.ofSeconds(7));
  }

  @ParameterizedTest(name = "{0} {1}: {2} attempts")
  @CsvSource({
    "DISCOVERY, 404, 1, read the discovery document of the issuer",
    "JWKS, 202, 1, read the keys of the issuer",
    "JWKS, 500, 5, read the keys of the issuer",
  })
  void issuerError_isNotAttributedToRegistry(
      IssuerEndpoint endpoint, int status, int attempts, String action) {
    Fault[] faults =
        Collections.nCopies(attempts, Fault.answer(status, "text/plain", "no"))
            .toArray(Fault[]::new);
    issuer.script(endpoint, faults);

    PublishFailedException e = failure(ErrorCode.TEMPORARY_IDENTITY_ENDPOINT);

    assertThat(e)
        .hasMessageContaining("(not the registry) did not respond: could not " + action + ".");
    assertThat(e.httpStatus()).hasValue(status);
    assertThat(e.attempts()).isEqualTo(attempts);
  }

  private void assertRefused(String found) {
    assertThat(failure(ErrorCode.IDENTITY_BAD_SIGNATURE))
        .hasMessageContaining("The identity token is not signed by the issuer that it names.")
        .hasMessageContaining(found)
        .hasMessageContaining("Do not use this token.");
  }

  private PublishFailedException failure(ErrorCode code) {
    PublishFailedException e = catchThrowableOfType(PublishFailedException.class, this::publish);
    assertThat(e.code()).isEqualTo(code);
    assertThat(fixture.registry.identities).as("handed on").isEmpty();
    return e;
  }

  private PublishReport publish() {
    return fixture.builder().verifyIdentityTokens().build().publish(fixture.files("a.whl"));
  }

  private void issuedBy(String name) {
    fixture.ci.claims = "{\"iss\":\"" + name + "\",\"aud\":\"%s\",\"exp\":%d}";
  }

  private String signed(String payload) {
    return issuer.sign(new StrictJson().members(payload.getBytes(StandardCharsets.UTF_8)));
  }

  /** Each time after a token, because an issuer makes its first key when it signs. */
  private void rotate(int times) {
    for (int i = 0; i < times; i++) {
      signed("{}");
      issuer.rotateKeys();
    }
  }
}
