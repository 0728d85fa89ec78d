package dev.trustedpublishing.repository.pypi.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.repository.pypi.AnsweringIndex;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The response to an upload. */
class ErrorBodyFuzzTest {
  @TempDir Path folder;
  private AnsweringIndex index;

  @BeforeEach
  void create() {
    index = new AnsweringIndex(folder);
  }

  @FuzzTest
  void publish_anyResponse_returnsReceiptOrExplainedError(byte[] answer) {
    try {
      assertThat(index.with(answer).publish()).isNotNull();
    } catch (TrustedPublishingException e) {
      assertThat(e.problems()).hasSize(1);
      assertThat(e.problems().get(0).found().orElse("").length()).isLessThan(2_100);
    }
  }
}
