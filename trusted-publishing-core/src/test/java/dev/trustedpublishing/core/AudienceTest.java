package dev.trustedpublishing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.core.identity.AudienceRule;
import dev.trustedpublishing.core.report.PublishFailedException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which audience a registry may ask for: never one that is good at another service. */
class AudienceTest {
  private static final String INDEX = "https://index.example";

  @TempDir Path folder;
  private final List<Problem> warnings = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pypi",
        "PyPI",
        "testpypi",
        "npm:npm.example",
        "crates.io",
        "rubygems.org",
        "https://www.nuget.org",
        "https://pub.dev",
        "{\"permissions\":[]}",
        "{\"x\":0,\"permissions\":[]}",
        "00000000-1111-2222-3333-444444444444",
        "hexpm",
        "https://open-vsx.org",
        "marketplace.visualstudio.com",
        "prefix.dev",
        "sigstore",
        "sts.amazonaws.com",
        "sts.amazonaws.com.cn",
        "api://AzureADTokenExchange",
        "api://AzureADTokenExchangeUSGov",
        "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/g",
        "https://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/g",
        "vault",
        "https://vault.example.com:8200",
        "vault.workload.identity",
        "https://github.com/octo-org",
        "https://gitlab.com",
        "urn:pulumi:org:octo-org",
      })
  void audienceOfAnotherService_isRefusedForAnUnknownIndex(String audience) {
    TrustedPublishingException e = refusal(new AudienceRule(Optional.empty()), audience, INDEX);

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_UNEXPECTED_AUDIENCE);
    assertThat(e)
        .hasMessageContaining(INDEX + "/up requests an identity token with an unexpected audience.")
        .hasMessageContaining("Found:    the audience '" + audience + "'")
        .hasMessageContaining(
            "Expected: an audience that no other service accepts, such as 'index.example'")
        .hasMessageContaining("Fix:      Check the URL of the repository.")
        .hasMessageContaining("No identity token was requested.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sigstore", "sts.amazonaws.com", "https://github.com/octo-org"})
  void audienceOfNoRegistry_isRefusedEvenForTheLocalMachine(String audience) {
    assertThat(refusal(new AudienceRule(Optional.empty()), audience, "http://127.0.0.1:8080"))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pypi", "sigstore", "vault", "kubernetes", "hexpm"})
  void hostOfOneWord_isNotARightToTheAudienceOfThatName(String host) {
    assertThat(refusal(new AudienceRule(Optional.empty()), host, "https://" + host)).isNotNull();
  }

  @Test
  void tokenThatAnotherServiceAccepts_isNotSent() {
    PublisherFixture fixture = new PublisherFixture(folder);
    fixture.ci.claims = "{\"aud\":[\"%s\",\"sts.amazonaws.com\"],\"exp\":%d}";

    PublishFailedException e =
        catchThrowableOfType(PublishFailedException.class, () -> fixture.publish("a.whl"));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_WRONG_AUDIENCE);
    assertThat(e)
        .hasMessageContaining("The identity token is valid at another service, too.")
        .hasMessageContaining("Found:    audiences registry.example, sts.amazonaws.com")
        .hasMessageContaining("Expected: audience registry.example only")
        .hasMessageContaining("could use this one as sts.amazonaws.com. It was not sent.");
    assertThat(fixture.registry.identities).isEmpty();
  }

  @Test
  void reservedAudience_isRefusedEvenIfPinned() {
    assertThat(refusal(new AudienceRule(Optional.of("sigstore")), "sigstore", INDEX)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "pypi, https://upload.pypi.org",
    "testpypi, https://test.pypi.org",
    "npm:npm.example, https://npm.example",
    "npm:npm.example, https://npm.example:8443",
    "crates.io, https://crates.io",
    "https://www.nuget.org, https://www.nuget.org",
    "index.example, https://index.example",
    "https://index.example, https://index.example",
    "https://index.example/, https://index.example",
    "pypi, http://127.0.0.1:8080",
  })
  void ownAudience_isAcceptedWithoutWarning(String audience, String origin) {
    new AudienceRule(Optional.empty()).check(audience, target(origin), warnings::add);

    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"my-index", "https://other.example", "index.example.com", "pypi-mirror"})
  void unknownAudience_isShownBeforeItIsRequested(String audience) {
    new AudienceRule(Optional.empty()).check(audience, target(INDEX), warnings::add);

    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0).text())
        .isEqualTo(
            INDEX
                + "/up requests an identity token with an unexpected audience.\n"
                + "  Found:    the audience '"
                + audience
                + "'\n"
                + "  Expected: the host of the repository, 'index.example'\n"
                + "  Fix:      If the administrators of the repository announce this audience, pin"
                + " it: --audience NAME, in Java audience(\"NAME\"). Otherwise, stop: another"
                + " service may accept the token.");
  }

  @Test
  void warningAboutAnAudience_comesBeforeTheToken() {
    PublisherFixture fixture = new PublisherFixture(folder);
    fixture.registry.audience = "my-index";

    fixture.publish("a.whl");

    assertThat(fixture.eventTypes())
        .containsSubsequence("warning", "identity.obtained", "token.exchanged");
  }

  @Test
  void pinnedAudience_isAcceptedWithoutWarning() {
    PublisherFixture fixture = new PublisherFixture(folder);
    fixture.registry.audience = "my-index";

    fixture.builder().audience("my-index").build().publish(fixture.files("a.whl"));

    assertThat(fixture.eventTypes()).contains("token.exchanged").doesNotContain("warning");
  }

  @Test
  void otherAudienceThanPinned_endsTheRunBeforeAToken() {
    PublisherFixture fixture = new PublisherFixture(folder);

    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () -> fixture.builder().audience("my-index").build().publish(fixture.files("a.whl")));

    assertThat(e.code()).isEqualTo(ErrorCode.EXCHANGE_UNEXPECTED_AUDIENCE);
    assertThat(e)
        .hasMessageContaining("Found:    the audience 'registry.example'")
        .hasMessageContaining("Expected: 'my-index', as pinned by the caller")
        .hasMessageContaining("Find out why it differs before you change the pin.");
    assertThat(fixture.ci.given).isEmpty();
  }

  private TrustedPublishingException refusal(AudienceRule rule, String audience, String origin) {
    return catchThrowableOfType(
        TrustedPublishingException.class,
        () -> rule.check(audience, target(origin), warnings::add));
  }

  private static RepositoryTarget target(String origin) {
    return new RepositoryTarget("pypi", origin + "/up", URI.create(origin + "/up"));
  }
}
