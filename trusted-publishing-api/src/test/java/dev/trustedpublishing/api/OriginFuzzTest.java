package dev.trustedpublishing.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** URLs that somebody else wrote, judged as addresses for a secret. */
class OriginFuzzTest {

  @FuzzTest
  void isTrustworthy_anyUrl_requiresHttpsOrLoopback(byte[] input) throws UnknownHostException {
    URI url;
    Origin origin;
    try {
      url = new URI(new String(input, StandardCharsets.UTF_8));
      origin = Origin.of(url);
    } catch (URISyntaxException | IllegalArgumentException refused) {
      return;
    }
    assertThat(url.getRawAuthority()).doesNotContain("@");
    assertThat(Origin.of(URI.create(origin.toString()))).isEqualTo(origin);
    assertThat(origin.isTrustworthy())
        .isEqualTo(origin.isLoopback() || origin.scheme().equals("https"));
    if (origin.isLoopback() && !origin.host().equals("localhost")) {
      assertThat(InetAddress.getByName(origin.host()).isLoopbackAddress()).isTrue();
    }
  }
}
