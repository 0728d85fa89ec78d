package dev.trustedpublishing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "https://upload.pypi.org/legacy/, https://upload.pypi.org",
    "HTTPS://Upload.PyPI.org:443/x?y, https://upload.pypi.org",
    "https://host:8443/, https://host:8443",
    "http://127.0.0.1:8080/legacy/, http://127.0.0.1:8080",
    "http://[::1]:80/, http://[::1]",
  })
  void of_url_returnsNormalizedOrigin(String url, String origin) {
    assertThat(Origin.of(URI.create(url))).hasToString(origin);
  }

  @ParameterizedTest(name = "{0} is this machine")
  @ValueSource(
      strings = {
        "http://localhost:1/",
        "http://127.0.0.1:1/",
        "http://127.255.0.9/",
        "http://[::1]/"
      })
  @FaultRow("L01")
  void plainHttp_loopback_isTrustworthy(String url) {
    assertThat(Origin.of(URI.create(url)).isTrustworthy()).isTrue();
  }

  @ParameterizedTest(name = "{0} is not")
  @ValueSource(
      strings = {
        "http://example.org/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://localhost./",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.0.0.1/"
      })
  @FaultRow("L01")
  void plainHttp_loopbackLookalike_isNotTrustworthy(String url) {
    assertThat(Origin.of(URI.create(url)).isTrustworthy()).isFalse();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/legacy/ | The URL must start with https://.",
        "ftp://host/ | The scheme must be https, found 'ftp'.",
        "https://user:secret@host/ | The URL must not contain a user name or password.",
        "https://host/#part | The URL must not contain a fragment (#...).",
        "https:///legacy/ | The URL has no host.",
        "https:host | The URL has no host.",
        "http://127.0.0.256/ | The URL has no host.",
        "http://127.1/ | The URL has no host.",
      })
  void of_unsafeUrl_throws(String url, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Origin.of(URI.create(url)))
        .withMessage(message);
  }

  @ParameterizedTest(name = "port {0}")
  @ValueSource(ints = {1, 65535})
  void of_minAndMaxPort_isAccepted(int port) {
    assertThat(Origin.of(URI.create("https://host:" + port + "/")).port()).isEqualTo(port);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "127.0.0.255, true",
    "127.255.0.0, true",
    "127.0.0.256, false",
    "127.256.0.1, false",
    "127.0.00.1, false",
    "127.0.0.01, false",
    "128.0.0.1, false",
    "127.0.0, false",
  })
  @FaultRow("L01")
  void isLoopback_acceptsCanonicalLoopbackAddressesOnly(String host, boolean loopback) {
    assertThat(new Origin("http", host, 80).isLoopback()).isEqualTo(loopback);
  }

  @Test
  void origin_requiresHostAndResolvesDefaultPort() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Origin("https", "", 443))
        .withMessage("The URL has no host.");
    assertThat(Origin.of(URI.create("http://[::1]/")).port()).isEqualTo(80);
    assertThat(Origin.of(URI.create("http://[::1]:443/"))).hasToString("http://[::1]:443");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "https://host:0/ | The port must be 1 to 65535, found 0.",
        "https://host:65536/ | The port must be 1 to 65535, found 65536.",
        "https://host:99999999999/ | The URL has no host.",
        "https://host:+443/ | The URL has no host.",
        "https://host:-1/ | The URL has no host.",
        "https://host:4%2043/ | The URL has no host.",
        "https://host:abc/ | The URL has no host.",
        "https://host:/ | The URL has a colon after its host and no port.",
        "https://[::1]:/ | The URL has a colon after its host and no port.",
      })
  @FaultRow("L04")
  void of_invalidPort_throws(String url, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Origin.of(URI.create(url)))
        .withMessage(message);
  }
}
