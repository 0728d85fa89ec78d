package dev.trustedpublishing.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.api.FaultRow;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
  @Test
  void presentable_omitsPersonalClaims() {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("iss", "https://gitlab.com");
    payload.put("aud", List.of("pypi"));
    payload.put("repository", "octo-org/a\u001b[31m::error::x");
    payload.put("user_email", "octocat@example.com");
    payload.put("user_login", "octocat");
    payload.put("actor", "octocat");
    payload.put("protected", true);
    payload.put("exp", 1767225900);

    assertThat(Claims.of(JsonObject.of(payload)).presentable())
        .containsExactly(
            Map.entry("iss", "https://gitlab.com"),
            Map.entry("aud", "pypi"),
            Map.entry("repository", "octo-org/a [31m: :error: :x"),
            Map.entry("protected", "true"));
  }

  @Test
  void claims_parseAudienceAndTimes() {
    Claims claims = claims(Map.of("aud", "pypi", "exp", 1767225900L, "nbf", 1767225300));

    assertThat(claims.audience()).containsExactly("pypi");
    assertThat(claims.expiresAt()).contains(Instant.parse("2026-01-01T00:05:00Z"));
    assertThat(claims.notBefore()).contains(Instant.parse("2025-12-31T23:55:00Z"));
    assertThat(claims.issuer()).isEmpty();
  }

  @ParameterizedTest(name = "exp = {0}")
  @ValueSource(longs = {-1, 1767225900000L, Long.MAX_VALUE})
  @FaultRow("J05")
  void expiresAt_invalidTime_throws(long seconds) {
    assertThatThrownBy(() -> claims(Map.of("exp", seconds)).expiresAt())
        .isInstanceOf(JsonException.class)
        .hasMessage("'exp' is not a time in seconds since 1970");
  }

  @ParameterizedTest(name = "exp = {0}")
  @ValueSource(longs = {0, 253_402_300_799L})
  void expiresAt_rangeLimits_areAccepted(long seconds) {
    assertThat(claims(Map.of("exp", seconds)).expiresAt()).contains(Instant.ofEpochSecond(seconds));
  }

  @Test
  void claimOfWrongType_isAbsent() {
    Claims claims = claims(Map.of("ref", 1, "ref_protected", "true", "protected", true));

    assertThat(claims.text("ref")).isEmpty();
    assertThat(claims.text("sub")).isEmpty();
    assertThat(claims.bool("ref_protected")).isEmpty();
    assertThat(claims.bool("protected")).contains(true);
  }

  @Test
  void presentable_omitsStructuresExceptAudience() {
    Claims claims =
        claims(
            Map.of(
                "iat",
                1767225300,
                "iss",
                "https://ci.example",
                "groups",
                List.of("a"),
                "aud",
                List.of("a", "b")));

    assertThat(claims.presentable())
        .containsOnly(Map.entry("iss", "https://ci.example"), Map.entry("aud", "a, b"));
    assertThat(claims.issuedAt()).contains(Instant.parse("2025-12-31T23:55:00Z"));
    assertThat(claims(Map.of("aud", List.of(1))).presentable()).isEmpty();
    assertThat(claims(Map.of("aud", "a"))).hasToString("{aud=a}");
  }

  @Test
  void identityToken_toString_hidesToken() {
    IdentityToken token =
        new IdentityToken(
            Secret.of("eyJ.eyJ.sig"),
            claims(Map.of("iss", "https://gitlab.com")),
            IdentityToken.Supply.ONLY_ONE);

    assertThat(token).hasToString("IdentityToken[https://gitlab.com]");
  }

  private static Claims claims(Map<String, Object> payload) {
    return Claims.of(JsonObject.of(payload));
  }
}
