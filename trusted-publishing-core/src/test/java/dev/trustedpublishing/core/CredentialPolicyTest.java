package dev.trustedpublishing.core;

import static dev.trustedpublishing.core.PublisherFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a stored credential is used, and above all when it is not. */
class CredentialPolicyTest {
  private static final String PASSWORD = "stored-password";
  private static final Detection ABSENT = new Detection.Absent("FAKE_CI=true");
  private static final Detection MISCONFIGURED =
      new Detection.Misconfigured(
          "Fake CI",
          Problem.of(ErrorCode.IDENTITY_PERMISSION_MISSING, "The job may not ask for a token.")
              .remedy("Give it the permission."));
  private static final String NOT_USED =
      "A stored credential was found and not used: it is used only if no CI system is present,"
          + " never after a rejected identity.";

  @TempDir Path folder;
  private PublisherFixture fixture;

  @BeforeEach
  void createFixture() {
    fixture = new PublisherFixture(folder);
  }

  @Test
  void always_withStoredCredential_isRejected() {
    TrustedPublisherBuilder both = with(TrustedPublishing.ALWAYS);

    TrustedPublishingException e =
        catchThrowableOfType(TrustedPublishingException.class, both::build);

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e)
        .hasMessageContaining(
            "A stored credential was supplied, but trusted publishing is 'always'.")
        .hasMessageContaining("storedCredential(...) together with trustedPublishing(ALWAYS)")
        .hasMessageContaining("trustedPublishing(AUTOMATIC)")
        .hasMessageContaining("trustedPublishing(NEVER)");
  }

  @Test
  void namedProviderAbsent_otherCiDetected_doesNotFallBack() {
    FakeCi named = new FakeCi("other-ci");
    named.detection = ABSENT;
    TrustedPublisher publisher =
        with(TrustedPublishing.AUTOMATIC).with(named).identityProvider("other-ci").build();

    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class, () -> publisher.publish(fixture.files("a.whl")));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e)
        .hasMessageContaining(
            "The identity provider 'other-ci' was selected, but this job does not run on its CI"
                + " system.")
        .hasMessageContaining("fake-ci");
    assertThat(fixture.registry.calls).containsExactly("plan");
  }

  @Test
  void never_withoutStoredCredential_isRejected() {
    TrustedPublisherBuilder neither = fixture.builder().trustedPublishing(TrustedPublishing.NEVER);

    TrustedPublishingException e =
        catchThrowableOfType(TrustedPublishingException.class, neither::build);

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e).hasMessageContaining("trustedPublishing(NEVER) without storedCredential(...)");
  }

  @Test
  @FaultRow("R05")
  void never_usesStoredCredentialWithoutRevoking() {
    PublishReport report = publish(TrustedPublishing.NEVER);

    assertThat(report.isComplete()).isTrue();
    assertThat(report.revocations()).isEmpty();
    assertThat(report.warnings()).isEmpty();
    assertThat(fixture.registry.calls).containsExactly("plan", "publish a.whl", "publish b.whl");
    assertThat(fixture.registry.used).containsOnly(PASSWORD);
    assertThat(fixture.ci.given).isEmpty();
    assertThat(fixture.eventTypes())
        .contains("credential.stored-used")
        .doesNotContain("provider.detected", "identity.obtained", "token.revoked");
  }

  @Test
  void automatic_prefersIdentity() {
    PublishReport report = publish(TrustedPublishing.AUTOMATIC);

    assertThat(report.warnings()).isEmpty();
    assertThat(fixture.registry.used).containsOnly("api-token-number-1");
    assertThat(fixture.eventTypes()).doesNotContain("credential.fallback-used");
  }

  @Test
  void automatic_outsideCi_usesStoredCredentialAndWarns() {
    fixture.ci.detection = ABSENT;

    PublishReport report = publish(TrustedPublishing.AUTOMATIC);

    assertThat(report.isComplete()).isTrue();
    assertThat(report.revocations()).isEmpty();
    assertThat(fixture.registry.used).containsOnly(PASSWORD);
    assertThat(fixture.trail)
        .extracting(entry -> entry.event())
        .contains(
            new AuditEvent.CredentialFallbackUsed(
                "https://registry.example", "No supported CI environment detected."));
    assertThat(report.warnings())
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.what())
              .isEqualTo("A stored credential was used instead of trusted publishing.");
          assertThat(warning.found())
              .hasValueSatisfying(found -> assertThat(found).contains("FAKE_CI"));
          assertThat(warning.remedy()).contains("delete the stored credential");
        });
  }

  @Test
  void automatic_withoutStoredCredential_actsLikeAlways() {
    fixture.ci.detection = ABSENT;

    PublishFailedException e =
        failure(fixture.builder().trustedPublishing(TrustedPublishing.AUTOMATIC));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_NONE_DETECTED);
    assertThat(e.getMessage()).doesNotContain(NOT_USED);
  }

  @Test
  void misconfiguredCi_doesNotFallBack() {
    fixture.ci.detection = MISCONFIGURED;

    PublishFailedException e = failure(with(TrustedPublishing.AUTOMATIC));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_PERMISSION_MISSING);
    assertThat(e).hasMessageContaining("Give it the permission.").hasMessageContaining(NOT_USED);
    assertThat(fixture.registry.used).isEmpty();
  }

  @Test
  @FaultRow("X13")
  void rejectedExchange_doesNotFallBack() {
    fixture.registry.exchangeFailures.add(
        refusal(Stage.EXCHANGE, ErrorCode.EXCHANGE_NO_PUBLISHER, 422).build());

    PublishFailedException e = failure(with(TrustedPublishing.AUTOMATIC));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_NO_PUBLISHER);
    assertThat(e.httpStatus()).hasValue(422);
    assertThat(e).hasMessageContaining(NOT_USED);
    assertThat(fixture.registry.used).isEmpty();
    assertThat(fixture.eventTypes()).doesNotContain("credential.fallback-used");
  }

  @Test
  void rejectedStoredCredential_isNeitherRetriedNorRevoked() {
    fixture.registry.publishFailures.add(
        refusal(Stage.PUBLISH, ErrorCode.PUBLISH_TOKEN_EXPIRED, 403).build());

    PublishFailedException e = failure(with(TrustedPublishing.NEVER));

    assertThat(e.code()).isEqualTo(ErrorCode.PUBLISH_TOKEN_EXPIRED);
    assertThat(e.getMessage()).doesNotContain(NOT_USED);
    assertThat(fixture.registry.calls).containsExactly("plan", "publish a.whl");
  }

  @Test
  void callerSecret_isNotCleared() {
    Secret password = Secret.of(PASSWORD);
    TrustedPublisher publisher =
        fixture
            .builder()
            .trustedPublishing(TrustedPublishing.NEVER)
            .storedCredential("alice", password)
            .build();

    publisher.publish(fixture.files("a.whl"));
    publisher.publish(fixture.files("b.whl"));

    assertThat(password.reveal()).isEqualTo(PASSWORD);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "NEVER"})
  @FaultRow("I7")
  void password_isNotInEventsOrReport(TrustedPublishing rule) {
    fixture.ci.detection = ABSENT;

    PublishReport report = publish(rule);

    assertThat(report.toString()).doesNotContain(PASSWORD);
    assertThat(fixture.trail.toString()).doesNotContain(PASSWORD, "YWxpY2U6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a:b", "line\nbreak"})
  void invalidUserName_isRejected(String user) {
    assertRefused(user, PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "line-break\n", "k\u00e4se"})
  void invalidPassword_isRejectedWithoutShowingIt(String password) {
    assertRefused("alice", password);
  }

  private void assertRefused(String user, String password) {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () -> fixture.builder().storedCredential(user, Secret.of(password)));

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_INVALID_OPTION);
    assertThat(e)
        .hasMessageContaining("The stored credential is invalid.")
        .hasMessageContaining("a trailing line break is the usual reason")
        .message()
        .doesNotContain(password);
  }

  private TrustedPublisherBuilder with(TrustedPublishing rule) {
    return fixture.builder().trustedPublishing(rule).storedCredential("alice", Secret.of(PASSWORD));
  }

  private PublishReport publish(TrustedPublishing rule) {
    return with(rule).build().publish(fixture.files("a.whl", "b.whl"));
  }

  private PublishFailedException failure(TrustedPublisherBuilder builder) {
    List<Path> files = fixture.files("a.whl");
    return catchThrowableOfType(PublishFailedException.class, () -> builder.build().publish(files));
  }
}
