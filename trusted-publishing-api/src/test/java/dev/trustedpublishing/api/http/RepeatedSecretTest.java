package dev.trustedpublishing.api.http;

import static java.util.Comparator.naturalOrder;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret that a server repeats is not shown, in whatever form, whole or in parts. */
class RepeatedSecretTest {
  private static final String JWT =
      "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOmFjbWUvaGVsbG8ifQ.c2lnbmF0dXJlLW9mLXRlc3Rz_x-Yz";
  private static final String API_TOKEN = "npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567";
  private static final String PASSWORD = "correct-horse/b@ttery?staple&more";
  private static final int PIECE = 12;
  private static final int RUNS = 60;

  /** The forms of the leak scan (invariant I7). */
  enum Form {
    PLAIN(text -> text),
    BASE64_0(text -> base64(text)),
    BASE64_1(text -> base64("u" + text)),
    BASE64_2(text -> base64("u:" + text)),
    BASE64_OF_PAIR(text -> base64("__token__:" + text).substring(16)),
    BASE64_URL(text ->
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(("~?" + text).getBytes(StandardCharsets.UTF_8))),
    PERCENT(text -> URLEncoder.encode(text, StandardCharsets.UTF_8)),
    PERCENT_ALL(text -> bytes(text, "%%%02X")),
    PERCENT_LOWER(text -> bytes(text, "%%%02x")),
    PERCENT_TWICE(text -> bytes(text, "%%25%02X")),
    PERCENT_BASE64(text -> URLEncoder.encode(base64(text), StandardCharsets.UTF_8)),
    HEX(text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))),
    HEX_UPPER(
        text -> HexFormat.of().withUpperCase().formatHex(text.getBytes(StandardCharsets.UTF_8))),
    HEX_DUMP(text -> HexFormat.ofDelimiter(" ").formatHex(text.getBytes(StandardCharsets.UTF_8))),
    HEX_PAIRS(text -> HexFormat.ofDelimiter(":").formatHex(text.getBytes(StandardCharsets.UTF_8))),
    HEX_DASHED(text -> bytes(text, "%02X-")),
    HEX_PREFIXED(text -> bytes(text, "0x%02x, ")),
    DECIMAL(text -> bytes(text, "%d,")),
    DECIMAL_LINES(text -> bytes(text, " %d\n")),
    JSON_ESCAPES(text -> bytes(text, "\\u%04x")),
    JSON_SLASHES(text -> text.replace("/", "\\/")),
    HTML(text -> bytes(text, "&#%d;")),
    HTML_HEX(text -> bytes(text, "&#x%x;")),
    UPPER(text -> text.toUpperCase(Locale.ROOT)),
    LOWER(text -> text.toLowerCase(Locale.ROOT)),
    REVERSED(text -> new StringBuilder(text).reverse().toString()),
    WRAPPED_64(text -> wrapped(text, 64)),
    WRAPPED_76(text -> wrapped(base64(text), 76)),
    WRAPPED_4(text -> wrapped(text, 4)),
    SPACED(text -> text.replaceAll(".", "$0 "));

    private final UnaryOperator<String> writing;

    Form(UnaryOperator<String> writing) {
      this.writing = writing;
    }

    private static String base64(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String bytes(String text, String format) {
      return text.chars()
          .mapToObj(c -> String.format(Locale.ROOT, format, c))
          .collect(Collectors.joining());
    }

    private static String wrapped(String text, int column) {
      return text.replaceAll(".{" + column + "}", "$0\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void wholeSecret_inEveryForm_leavesNothing(Form form) {
    for (String secret : List.of(JWT, API_TOKEN, PASSWORD)) {
      String written = form.writing.apply(secret);

      assertThat(remains(secret, written, "bad <<" + written + ">> !"))
          .as(form + " of " + secret)
          .isEmpty();
    }
  }

  /** The server cuts the secret where it likes, and writes other words between the pieces. */
  @ParameterizedTest
  @EnumSource(Form.class)
  void pieces_atRandomSplits_areHidden(Form form) {
    Random random = new Random(form.ordinal());
    for (int run = 0; run < RUNS; run++) {
      String secret = List.of(JWT, API_TOKEN, PASSWORD).get(run % 3);
      String written = form.writing.apply(secret);
      StringBuilder said = new StringBuilder("no: ");
      for (int i = 0; i < written.length(); ) {
        int end = Math.min(written.length(), i + 1 + random.nextInt(written.length()));
        said.append(written, i, end).append(" <~> ");
        i = end;
      }

      assertThat(remains(secret, written, said.toString())).as(form + ": " + said).isEmpty();
    }
  }

  /** Every sink takes its text from one of these. */
  private static List<String> shown(String secret, String said) {
    HttpRequest call =
        HttpRequest.post(URI.create("https://index.example/"), "ask").redacting(Secret.of(secret));
    byte[] body = said.getBytes(StandardCharsets.UTF_8);
    List<String> all = new ArrayList<>();
    all.add(HttpResponse.of(call, 403, "", Map.of(), body).excerpt());
    all.add(HttpResponse.of(call, 403, said, Map.of(), new byte[0]).excerpt());
    all.add(HttpResponse.of(call, 403, "", Map.of(), body).shown(said));
    HttpResponse.of(call, 403, "", Map.of("X-Request-Id", List.of(said)), body)
        .requestId()
        .ifPresent(all::add);
    all.add(SafeText.redact(said, List.of(Secret.of(secret))));
    return all;
  }

  /** The pieces of the written form that can still be read. */
  private static List<String> remains(String secret, String written, String said) {
    return shown(secret, said).stream()
        .flatMap(text -> pieces(secret, written).filter(text::contains))
        .distinct()
        .toList();
  }

  private static Stream<String> pieces(String secret, String written) {
    // An escape is longer than a character, and may be cut: twelve whole ones of the secret's own.
    int longest = (written.length() + secret.length() - 1) / secret.length();
    int length = Math.min(written.length(), (longest < 3 ? PIECE : PIECE + 1) * longest);
    return IntStream.rangeClosed(0, written.length() - length)
        .mapToObj(i -> written.substring(i, i + length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 differs",
        "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg== differs",
        "numpy-2.1.0-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl already exists",
        "see https://files.example/packages/aa/bb/0123456789abcdef/sample-1.0-py3-none-any.whl",
        "keyJson is missing in keyJsonFileName",
      })
  void ordinaryText_isKept(String said) {
    assertThat(shown(JWT, said)).contains(said);
    assertThat(SafeText.redact(said, List.of(Secret.of(JWT), Secret.of(API_TOKEN))))
        .isEqualTo(said);
  }

  @Test
  void unknownToken_isCut() {
    String other = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.";
    String opaque = "pypi-" + "AgEIcHlwaS5vcmcCJDExMTEx".repeat(7);

    assertThat(SafeText.redact("issued " + other + ", token=" + other, List.of()))
        .isEqualTo("issued [hidden], token=[hidden]");
    String hex = HexFormat.of().formatHex(opaque.getBytes(StandardCharsets.UTF_8));
    assertThat(SafeText.redact("issued " + hex, List.of())).isEqualTo("issued [hidden]");
    assertThat(SafeText.redact("issued " + opaque + " for you", List.of()))
        .isEqualTo("issued [hidden] for you");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eyJ", "%2", "%25", "\\u00", "aB1-", "&#", "=", JWT})
  void redaction_doublingTheText_takesProportionalTime(String unit) {
    for (int size = 1 << 15; size <= 1 << 17; size *= 2) {
      String said = unit.repeat(size / unit.length());

      assertThat(bestTimeOf(said)).isLessThan(Duration.ofMillis(20L * (size >> 10)));
    }
  }

  /** A machine that does something else meanwhile must not fail the test. */
  private static Duration bestTimeOf(String said) {
    return Stream.generate(() -> timeOf(said)).limit(3).min(naturalOrder()).orElseThrow();
  }

  private static Duration timeOf(String said) {
    long start = System.nanoTime();
    SafeText.redact(said, List.of(Secret.of(JWT)));
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
