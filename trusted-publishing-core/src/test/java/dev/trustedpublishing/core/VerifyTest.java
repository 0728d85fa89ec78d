package dev.trustedpublishing.core;

import static dev.trustedpublishing.core.PublisherFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.report.SignatureResult;
import dev.trustedpublishing.core.report.VerifyReport;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Obtain, exchange and revoke, without a file. */
class VerifyTest {
  private static final Problem SIDE_EFFECT =
      Problem.of(ErrorCode.EXCHANGE_SIDE_EFFECT, "The exchange creates something.")
          .remedy("Stop here if you do not want it.");

  @TempDir Path folder;
  private PublisherFixture fixture;

  @BeforeEach
  void createFixture() {
    fixture = new PublisherFixture(folder);
    // An issuer without HTTPS: its keys are never fetched.
    fixture.ci.claims = fixture.ci.claims.replace("https://ci.example", "http://ci.example");
  }

  @Test
  void verify_exchangesAndRevokesForEachPackage() {
    VerifyReport report = fixture.builder().build().verify("a", "b", "a");

    assertThat(fixture.registry.calls)
        .containsExactly("audience", "exchange", "revoke", "audience", "exchange", "revoke");
    assertThat(fixture.registry.identities).doesNotHaveDuplicates();
    assertThat(report.exchanges())
        .extracting(VerifyReport.Exchange::scope)
        .containsExactly("a", "b");
    assertThat(report.exchanges())
        .allSatisfy(exchange -> {
          assertThat(exchange.provider()).isEqualTo("fake-ci");
          assertThat(exchange.expiresAt()).isEqualTo(fixture.registry.expiry);
          assertThat(exchange.revocation()).isEqualTo(new Revocation.Requested());
          assertThat(exchange.signature().verdict()).isEqualTo(SignatureResult.Verdict.NOT_CHECKED);
        });
    assertThat(fixture.eventTypes())
        .containsExactly(
            "run.started",
            "provider.detected",
            "identity.obtained",
            "token.exchanged",
            "token.revoked",
            "identity.obtained",
            "token.exchanged",
            "token.revoked",
            "run.finished");
    assertThat(fixture.commands)
        .as("identity token, API token, and its Basic form, twice")
        .hasSize(6);
  }

  @Test
  void attributes_containExchangesAndRevocations() {
    Map<String, Object> document = fixture.builder().build().verify("a").attributes();

    assertThat(document)
        .containsEntry("repository", "fake")
        .containsEntry("origin", "https://registry.example")
        .containsEntry(
            "exchanges",
            List.of(
                Map.of(
                    "scope", "a",
                    "provider", "fake-ci",
                    "expires_at", "2026-11-23T12:15:00Z",
                    "revocation", Map.of("result", "requested"),
                    "signature",
                        Map.of(
                            "verdict", "not-checked",
                            "issuer", "http://ci.example",
                            "reason",
                                "The signature of the identity token can't be verified. Found: a"
                                    + " URL without HTTPS"))));
  }

  @Test
  void exchangeSideEffect_warnsBeforeIdentityIsObtained() {
    fixture.registry.sideEffect = Optional.of(SIDE_EFFECT);

    VerifyReport report = fixture.builder().build().verify("a", "b");

    assertThat(report.warnings()).containsExactly(SIDE_EFFECT);
    assertThat(fixture.eventTypes()).startsWith("run.started", "warning", "provider.detected");
  }

  @Test
  void verify_withoutPackage_isRejected() {
    TrustedPublishingException e = failureOf(fixture.builder());

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e).hasMessageContaining("no package was named", "--package NAME");
    assertThat(fixture.registry.calls).isEmpty();
  }

  @Test
  void rejectedExchange_withStoredCredential_stillFails() {
    fixture.registry.exchangeFailures.add(
        refusal(Stage.EXCHANGE, ErrorCode.EXCHANGE_NO_PUBLISHER, 422).build());

    TrustedPublishingException e = failureOf(automatic(), "a");

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_NO_PUBLISHER);
    assertThat(e.remedy()).contains("A stored credential was found and not used");
    assertThat(finished()).isEqualTo("failed exchange.no-publisher");
  }

  @Test
  void noIdentity_withStoredCredential_stillFails() {
    fixture.ci.detection = new Detection.Absent("FAKE_CI=true");

    TrustedPublishingException e = failureOf(automatic(), "a");

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NONE_DETECTED);
    assertThat(fixture.registry.calls).isEmpty();
  }

  @Test
  void verify_trustedPublishingNever_isRejected() {
    TrustedPublishingException e =
        failureOf(
            fixture
                .builder()
                .trustedPublishing(TrustedPublishing.NEVER)
                .storedCredential("__token__", Secret.of("stored")),
            "a");

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e).hasMessageContaining("There is no registration to verify");
  }

  @Test
  void moduleException_isInternalBug() {
    fixture.registry.exchangeFailures.add(new IllegalStateException("boom"));

    assertThat(failureOf(fixture.builder(), "a").code()).isEqualTo(ErrorCode.INTERNAL_BUG);
    assertThat(finished()).isEqualTo("failed internal.bug");
  }

  @Test
  void identityClaims_areReadWithoutExchange() {
    var identity = fixture.builder().buildInspection().identity("a");

    assertThat(identity.claims().text("repository")).contains("octo-org/sample");
    assertThat(fixture.registry.calls).containsExactly("audience");
  }

  private TrustedPublisherBuilder automatic() {
    return fixture
        .builder()
        .trustedPublishing(TrustedPublishing.AUTOMATIC)
        .storedCredential("__token__", Secret.of("stored"));
  }

  private String finished() {
    AuditEvent.RunFinished last =
        (AuditEvent.RunFinished) fixture.trail.get(fixture.trail.size() - 1).event();
    return last.result() + " " + last.code().orElse("");
  }

  private static TrustedPublishingException failureOf(
      TrustedPublisherBuilder builder, String... packages) {
    return catchThrowableOfType(
        TrustedPublishingException.class, () -> builder.build().verify(packages));
  }
}
