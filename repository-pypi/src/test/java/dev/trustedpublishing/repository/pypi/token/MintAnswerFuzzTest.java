package dev.trustedpublishing.repository.pypi.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.repository.pypi.AnsweringIndex;
import dev.trustedpublishing.repository.pypi.Samples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What is handled to an exchange; an input is the body of a success. */
class MintAnswerFuzzTest {
  @TempDir Path folder;
  private AnsweringIndex index;

  @BeforeEach
  void create() {
    index = new AnsweringIndex(folder);
  }

  @FuzzTest
  void exchange_anyBody_returnsUsableTokenOrExplainedError(byte[] body) {
    String answer = "200 OK\n\n" + new String(body, StandardCharsets.ISO_8859_1);
    ApiToken token;
    try {
      token = index.with(answer.getBytes(StandardCharsets.ISO_8859_1)).exchange();
    } catch (TrustedPublishingException documented) {
      return;
    }
    assertThat(token.value().isHeaderSafe()).isTrue();
    assertThat(token.value().reveal()).doesNotStartWith(Samples.JWT);
    assertThat(token.expiresAt()).isAfter(Samples.NOW);
    assertThat(token.credential().origin()).hasToString("https://upload.pypi.org");
  }
}
