package dev.trustedpublishing.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Servers that repeat what they were sent, as a whole or in part. In an input {@code $} means the
 * token, {@code ^} and {@code _} for its halves, {@code ~} for 16,000 blanks.
 */
class RedactorFuzzTest {
  private static final String TOKEN =
      "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOmFjbWUvaGVsbG8ifQ.c2lnbmF0dXJlLW9mLXRlc3Rz";
  private static final int MIN_PIECE_LENGTH = 12;
  private static final HttpRequest CALL =
      HttpRequest.get(URI.create("https://index.example/"), "ask").redacting(Secret.of(TOKEN));

  @FuzzTest
  void shownText_anyInput_revealsNoSecretOrControlSequence(byte[] input) {
    String said =
        new String(input, StandardCharsets.UTF_8)
            .replace("$", TOKEN)
            .replace("^", TOKEN.substring(0, TOKEN.length() / 2))
            .replace("_", TOKEN.substring(TOKEN.length() / 2))
            .replace("~", " ".repeat(16_000));
    byte[] body = said.getBytes(StandardCharsets.UTF_8);
    String reason = said.substring(0, Math.min(said.length(), 2_500));
    for (String shown :
        List.of(
            HttpResponse.of(CALL, 400, "", Map.of(), body).excerpt(),
            HttpResponse.of(CALL, 400, reason, Map.of(), new byte[0]).excerpt())) {
      for (int i = 0; i + MIN_PIECE_LENGTH <= TOKEN.length(); i++) {
        assertThat(shown).doesNotContain(TOKEN.substring(i, i + MIN_PIECE_LENGTH));
      }
      assertThat(shown.chars()).noneMatch(Character::isISOControl);
      assertThat(shown).doesNotContainPattern("::\\p{Alpha}").doesNotContain("##[", "##vso[");
      assertThat(shown.length()).isLessThan(SafeText.MAX_MESSAGE_LENGTH + 100);
    }
  }
}
