package dev.trustedpublishing.repository.pypi.endpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.repository.pypi.AnsweringIndex;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any status, reason phrase and headers, to every call. HttpClient parses them; what is made of
 * them is ours.
 */
class AnswerHeadFuzzTest {
  @TempDir Path folder;
  private AnsweringIndex index;

  @BeforeEach
  void create() {
    index = new AnsweringIndex(folder);
  }

  @FuzzTest
  void everyRequest_anyResponseHead_endsAsDocumented(byte[] answer) {
    index.with(answer);
    for (Runnable call :
        List.<Runnable>of(index::exchange, index::find, index::publish, index::revoke)) {
      try {
        call.run();
      } catch (TrustedPublishingException documented) {
        continue;
      }
    }
  }
}
