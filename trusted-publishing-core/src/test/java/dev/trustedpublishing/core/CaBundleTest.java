package dev.trustedpublishing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CaBundleTest {
  @TempDir Path folder;

  @Test
  void trusts_what_java_trusts_and_the_file() throws Exception {
    byte[] certificate = someAuthority();
    Path file =
        Files.writeString(
            folder.resolve("ca.pem"),
            "some words before it\n-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n");

    assertThat(new CaBundle(file).withThoseOfJava().size()).isEqualTo(ofJava() + 1);
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        Arguments.of("E05 empty", "", "no certificate"),
        Arguments.of("E05 words", "hello", "no"),
        Arguments.of(
            "E05 a key",
            "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LWtleS1ieXRlcw==\n-----END PRIVATE KEY-----\n",
            "no certificate"),
        Arguments.of("E05 10 MiB", "x".repeat(10 << 20), "no"),
        Arguments.of("E05 DER of something else", "0\u0082\u0001", "no"),
        Arguments.of(
            "E05 a certificate and a key",
            "-----BEGIN CERTIFICATE-----\n"
                + "AAAA\n"
                + "-----END CERTIFICATE-----\n"
                + "-----BEGIN PRIVATE KEY-----\n"
                + "c2VjcmV0LWtleS1ieXRlcw==\n"
                + "-----END PRIVATE KEY-----\n",
            "no certificate"),
        Arguments.of(
            "E05 broken",
            "-----BEGIN CERTIFICATE-----\nc2VjcmV0LWtleS1ieXRlcw==\n-----END CERTIFICATE-----\n",
            "something that is no certificate"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void what_can_not_be_used_is_named_and_not_quoted(String name, String content, String found)
      throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), content);

    TrustedPublishingException e = refusal(file);

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_CA_BUNDLE);
    assertThat(e)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(found)
        .hasMessageContaining("Correct SSL_CERT_FILE, or unset it");
    assertThat(e.getMessage()).doesNotContain("c2VjcmV0").doesNotContain("secret-key");
  }

  @Test
  void E05_missing() {
    assertThat(refusal(folder.resolve("missing.pem"))).hasMessageContaining("can't be read");
  }

  private static TrustedPublishingException refusal(Path file) {
    return catchThrowableOfType(
        TrustedPublishingException.class, () -> new CaBundle(file).withThoseOfJava());
  }

  private static byte[] someAuthority() throws Exception {
    return javaTrusts().getAcceptedIssuers()[0].getEncoded();
  }

  private static int ofJava() throws Exception {
    return javaTrusts().getAcceptedIssuers().length;
  }

  private static X509TrustManager javaTrusts() throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((java.security.KeyStore) null);
    return List.of(factory.getTrustManagers()).stream()
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow(KeyStoreException::new);
  }
}
