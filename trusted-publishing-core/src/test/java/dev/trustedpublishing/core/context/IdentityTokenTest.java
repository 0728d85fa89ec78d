package dev.trustedpublishing.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.core.FakeCi;
import dev.trustedpublishing.core.PublisherFixture;
import dev.trustedpublishing.core.json.StrictJson;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an identity token must look like, and what is checked before it is sent anywhere. */
class IdentityTokenTest {
  private static final String PAYLOAD =
      "{\"iss\":\"https://ci.example\",\"aud\":\"registry.example\",\"exp\":1795435500}";

  @TempDir Path folder;

  @FaultRow({"J01", "J02", "J03", "J04", "J05", "J06", "J10"})
  static Stream<Arguments> notJwts() {
    String good = FakeCi.jwt(PAYLOAD, 1);
    String[] parts = good.split("\\.", -1);
    return Stream.of(
        Arguments.of("J01 one part", "opaque-token", "1 parts"),
        Arguments.of("J01 two parts", parts[0] + "." + parts[1], "2 parts"),
        Arguments.of("J10 five parts", good + ".a.b", "5 parts"),
        Arguments.of("J01 many dots", ".".repeat(60_000), "7 or more parts"),
        Arguments.of("J01 as long as may be", "a".repeat(65_536), "1 parts between dots"),
        Arguments.of("J01 a variable", "$TOKEN", "1 parts between dots; it starts with '$'"),
        Arguments.of("J01 JSON", "{\"value\":\"a.b\"}", "; it looks like JSON around a token"),
        Arguments.of("J01 a list", "[\"a\"]", "; it looks like JSON around a token"),
        Arguments.of("J01 a path", "/run/token", "; it looks like the path of a file"),
        Arguments.of("J01 a path from here", "./token", "; it looks like the path of a file"),
        Arguments.of("J01 a path on Windows", "C:\\token", "; it looks like the path of a file"),
        Arguments.of("J01 a space", parts[0] + " ." + parts[1] + ".c", "spaces or line breaks"),
        Arguments.of("J02 standard alphabet", parts[0] + ".+/+/." + parts[2], "not Base64"),
        Arguments.of("J02 padding", parts[0] + ".e30=." + parts[2], "non-canonical Base64 form"),
        Arguments.of("J02 stray bits", parts[0] + ".e31." + parts[2], "non-canonical Base64 form"),
        Arguments.of("J03 no object", FakeCi.jwt("[]", 1), "not a JSON object"),
        Arguments.of("J03 null", FakeCi.jwt("null", 1), "not a JSON object at line 1"),
        Arguments.of("J03 empty", FakeCi.jwt("", 1), "not a JSON object"),
        Arguments.of(
            "J03 duplicate", FakeCi.jwt("{\"sub\":1,\"sub\":2}", 1), "a name occurs twice"),
        Arguments.of("J03 more behind", FakeCi.jwt("{} {}", 1), "not a JSON object"),
        Arguments.of("J03 BOM", FakeCi.jwt("\ufeff{}", 1), "not a JSON object"),
        Arguments.of(
            "J03 half a character", FakeCi.jwt("{\"a\":\"\\ud800\"}", 1), "lone surrogate"),
        Arguments.of(
            "J03 half a character in a name",
            FakeCi.jwt("{\"\\ud800\":1}", 1),
            "not a JSON object"),
        Arguments.of(
            "J03 half a character in a list",
            FakeCi.jwt("{\"a\":[\"\\ud800\"]}", 1),
            "lone surrogate"),
        Arguments.of("J04 depth", FakeCi.jwt("{\"a\":" + "[".repeat(5000), 1), "16 levels deep"),
        Arguments.of("J04 number", FakeCi.jwt("{\"a\":" + "9".repeat(5000) + "}", 1), "not a JSON"),
        Arguments.of("J04 size", "a".repeat(65_537), "at most 65536 characters"),
        Arguments.of(
            "J05 exp in ms", FakeCi.jwt("{\"exp\":1795435500000}", 1), "'exp' is not a time"),
        Arguments.of("J05 exp text", FakeCi.jwt("{\"exp\":\"soon\"}", 1), "'exp' is not a number"),
        Arguments.of("J06 aud number", FakeCi.jwt("{\"aud\":1}", 1), "'aud' is not a list"),
        Arguments.of("J06 aud mixed", FakeCi.jwt("{\"aud\":[\"a\",1]}", 1), "a list of strings"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notJwts")
  void read_invalidJwt_isRejectedWithoutQuotingIt(String name, String token, String found) {
    TrustedPublishingException e =
        catchThrowableOfType(
            TrustedPublishingException.class,
            () ->
                new DefaultSpiContext.IdentityTokenReader(new StrictJson())
                    .read(Secret.of(token), IdentityToken.Supply.ON_REQUEST));

    assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_MALFORMED);
    assertThat(e).hasMessageContaining("The identity token is not a readable JWT.");
    assertThat(e).hasMessageContaining(found);
    assertThat(e.getMessage()).doesNotContain(token);
  }

  @FaultRow("O08")
  static Stream<Arguments> refusals() {
    String form = "{\"iss\":\"https://ci.example\",\"aud\":%s,\"exp\":%d,\"nbf\":%d}";
    long now = PublisherFixture.NOW.getEpochSecond();
    return Stream.of(
        Arguments.of(
            "O08 wrong audience",
            form.formatted("\"Fake-Audience\"", now + 300, now),
            ErrorCode.IDENTITY_WRONG_AUDIENCE,
            "Found:    audience Fake-Audience\n  Expected: audience registry.example"),
        Arguments.of(
            "O08 no audience",
            form.formatted("null", now + 300, now),
            ErrorCode.IDENTITY_WRONG_AUDIENCE,
            "Found:    no audience"),
        Arguments.of(
            "O08 expired",
            form.formatted("\"registry.example\"", now - 1, now),
            ErrorCode.IDENTITY_EXPIRED,
            "valid until 2026-11-23T11:59:59Z; the local time is 2026-11-23T12:00:00Z"),
        Arguments.of(
            "O08 expires in 30 s",
            form.formatted("\"registry.example\"", now + 30, now),
            ErrorCode.IDENTITY_EXPIRED,
            "at least 30 s of remaining lifetime"),
        Arguments.of(
            "O08 not yet valid",
            form.formatted("\"registry.example\"", now + 300, now + 31),
            ErrorCode.IDENTITY_NOT_YET_VALID,
            "Check the clock of this machine."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void invalidClaims_areRejectedBeforeExchange(
      String name, String claims, ErrorCode code, String text) {
    PublisherFixture fixture = new PublisherFixture(folder);
    fixture.ci.claims = claims.replace("%", "%%");

    PublishFailedException e =
        catchThrowableOfType(PublishFailedException.class, () -> fixture.publish("a.whl"));

    assertThat(e.code()).isEqualTo(code);
    assertThat(e).hasMessageContaining(text);
    assertThat(e.presentedClaims()).containsEntry("iss", "https://ci.example");
    assertThat(e.exitCode()).isEqualTo(3);
    assertThat(fixture.registry.identities).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"XX999\\u001b[31m\"}",
        "{\"alg\":\"RS256\",\"crit\":[\"exp\",\"b64\"],\"b64\":false}",
        "{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:PORT/keys\"}",
        "{\"alg\":\"RS256\",\"x5u\":\"http://127.0.0.1:PORT/certificate\",\"x5c\":[\"AAAA\"]}",
        "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}",
        "{\"alg\":\"RS256\",\"kid\":\"../../etc/passwd\"}"
      })
  @FaultRow("J09")
  void tokenHeader_isNeitherEvaluatedNorShown(String header) throws Exception {
    PublisherFixture fixture = new PublisherFixture(folder);
    try (FaultServer server = FaultServer.plain(ServerConnection::readHead)) {
      fixture.ci.header = header.replace("PORT", String.valueOf(server.port()));

      PublishReport report = fixture.publish("a.whl");

      assertThat(report.isComplete()).isTrue();
      assertThat(fixture.registry.identities).containsExactlyElementsOf(fixture.ci.given);
      assertThat(server.heads()).isEmpty();
    }
    assertThat(fixture.trail.toString())
        .doesNotContain("XX999", "jku", "x5u", "passwd", "127.0.0.1", "\"b64\"", "\"k\"");
  }

  @Test
  @FaultRow("J06")
  void severalAudiences_warn() {
    PublisherFixture fixture = new PublisherFixture(folder);
    fixture.ci.claims = "{\"aud\":[\"%s\",\"other\"],\"exp\":%d}";

    assertThat(fixture.publish("a.whl").warnings())
        .singleElement()
        .satisfies(
            warning -> assertThat(warning.found()).contains("audiences registry.example, other"));
  }
}
