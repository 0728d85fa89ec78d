package dev.trustedpublishing.api.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.http.Credential;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ApiTokenTest {
  private static final Origin ORIGIN = Origin.of(URI.create("https://index.example/legacy/"));
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void toString_showsOriginAndExpiryOnly() {
    Secret secret = Secret.of("pypi-very-secret");

    assertThat(new ApiToken(secret, Credential.bearer(secret, ORIGIN), NOW))
        .hasToString("ApiToken[for https://index.example, expires at 2026-11-23T12:00:00Z]");
    assertThat(ApiToken.withoutExpiry("alice", secret, ORIGIN))
        .hasToString("ApiToken[for https://index.example, does not expire]");
  }

  @Test
  void lasting_usesBasicAuthAndFiniteExpiry() {
    ApiToken token = ApiToken.withoutExpiry("alice", Secret.of("open"), ORIGIN);

    assertThat(token.credential().headerValue().reveal()).isEqualTo("Basic YWxpY2U6b3Blbg==");
    assertThat(Duration.between(NOW, token.expiresAt()).toMillis()).isPositive();
  }
}
