package dev.trustedpublishing.repository.pypi.endpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.repository.pypi.AnsweringIndex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Problem details (RFC 9457) instead of PyPI's own list of errors; an input is the body. */
class ProblemDetailsFuzzTest {
  @TempDir Path folder;
  private AnsweringIndex index;

  @BeforeEach
  void create() {
    index = new AnsweringIndex(folder);
  }

  @FuzzTest
  void exchange_anyProblemDetails_throwsExplainedError(byte[] body) {
    String answer =
        "422 Unprocessable Content\nContent-Type: application/problem+json\n\n"
            + new String(body, StandardCharsets.ISO_8859_1);
    try {
      index.with(answer.getBytes(StandardCharsets.ISO_8859_1)).exchange();
    } catch (TrustedPublishingException documented) {
      return;
    }
    throw new AssertionError("a refusal gave a token");
  }
}
