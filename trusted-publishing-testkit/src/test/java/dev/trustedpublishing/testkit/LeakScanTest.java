package dev.trustedpublishing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms of docs/fault-matrix.md. */
class LeakScanTest {
  private static final String PASSWORD = "p\"ss/w\\rd+ñ=7Kq&z%Wm#4";
  private static final String HEADER = base64("{\"typ\":\"JWT\",\"alg\":\"RS256\"}");
  private static final String PAYLOAD = base64("{\"sub\":\"repo:octo-org/sample:ref:main\"}");
  private static final String SIGNATURE = "c2lnbmF0dXJlLW9mLXRoZS10b2tlbi1pdHNlbGY";
  private static final String JWT = HEADER + "." + PAYLOAD + "." + SIGNATURE;
  private static final LeakScan SCAN = LeakScan.forSecrets(List.of(PASSWORD, JWT));

  static Stream<Arguments> leaks() {
    return Stream.of(
        Arguments.of("as it is", PASSWORD),
        Arguments.of("a JWT", JWT),
        Arguments.of("the payload of a JWT", PAYLOAD),
        Arguments.of("the signature of a JWT", SIGNATURE),
        Arguments.of("12 characters", SIGNATURE.substring(9, 21)),
        Arguments.of("Base64", base64(PASSWORD)),
        Arguments.of("Base64 of user:secret", base64("__token__:" + PASSWORD)),
        Arguments.of("Base64 of another user", base64("me:" + PASSWORD)),
        Arguments.of("Base64 of a third user", base64("joe:" + PASSWORD)),
        Arguments.of("the other Base64", base64(PASSWORD).replace('+', '-').replace('/', '_')),
        Arguments.of("percent-encoded", "p%22ss%2Fw%5Crd%2B%C3%B1%3D7Kq%26z%25Wm%234"),
        Arguments.of("escaped for JSON", "p\\\"ss/w\\\\rd+ñ=7Kq&z%Wm#4"),
        Arguments.of("escaped for JSON in ASCII", "p\\\"ss\\/w\\\\rd+\\u00f1=7Kq&z%Wm#4"),
        Arguments.of("hex", hex(PASSWORD)),
        Arguments.of("hex in upper case", hex(PASSWORD).toUpperCase(Locale.ROOT)),
        Arguments.of("reversed", new StringBuilder(SIGNATURE).reverse().toString()),
        Arguments.of("upper case", SIGNATURE.toUpperCase(Locale.ROOT)),
        Arguments.of("lower case", SIGNATURE.toLowerCase(Locale.ROOT)),
        Arguments.of("wrapped at 64 columns", wrapped(JWT, 64)),
        Arguments.of("wrapped at 76 columns", wrapped(JWT, 76)),
        Arguments.of("wrapped within JSON", wrapped(JWT, 10).replace("\n", "\\r\\n")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("leaks")
  void secret_isFoundInEveryEncoding(String form, String leak) {
    assertThat(SCAN.find("before " + leak + " after"))
        .hasValueSatisfying(found -> assertThat(found).contains("of 2"));
  }

  @Test
  void finding_isNamedWithoutRepeatingSecret() {
    assertThat(SCAN.find("x" + hex(JWT))).contains("12 characters of secret 2 of 2 in hex");
  }

  @Test
  void shortSecret_isFound() {
    LeakScan scan = LeakScan.forSecrets(List.of("hunter2"));

    assertThat(scan.find("the password is HUNTER2!")).contains("secret 1 of 1 as it is");
    assertThat(scan.find("Basic " + base64("me:hunter2"))).contains("secret 1 of 1 in Base64");
    assertThatThrownBy(() -> LeakScan.forSecrets(List.of("abc")))
        .hasMessage("A secret of fewer than 4 characters is found everywhere.");
  }

  @Test
  void ordinaryTextAndTokenHeader_areNotLeaks() {
    assertThat(SCAN.find("")).isEmpty();
    assertThat(SCAN.find("repo:octo-org/sample:ref:main, token " + HEADER + ".[hidden]")).isEmpty();
    assertThat(SCAN.find(SIGNATURE.substring(0, 11))).isEmpty();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String wrapped(String text, int columns) {
    return text.replaceAll("(.{" + columns + "})", "$1\n");
  }
}
