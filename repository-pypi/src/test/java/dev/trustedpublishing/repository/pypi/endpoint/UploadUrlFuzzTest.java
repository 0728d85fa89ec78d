package dev.trustedpublishing.repository.pypi.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.trustedpublishing.api.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Upload URLs as users write them. */
class UploadUrlFuzzTest {

  @FuzzTest
  void acceptedUploadUrl_isNormalizedAndStable(byte[] input) {
    Optional<UploadUrl> taken;
    try {
      taken = UploadUrl.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    taken.ifPresent(upload -> {
      assertThat(upload.url().getRawPath())
          .doesNotContain("/../")
          .doesNotContainIgnoringCase("%2f");
      assertThat(upload.url().getRawQuery()).isNull();
      assertThat(UploadUrl.parse(upload.url().toString())).contains(upload);
      if (Origin.of(upload.url()).isTrustworthy()) {
        assertThat(upload.target().endpoint()).isEqualTo(upload.url());
      } else {
        assertThatThrownBy(upload::target)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("HTTPS only");
      }
    });
  }
}
