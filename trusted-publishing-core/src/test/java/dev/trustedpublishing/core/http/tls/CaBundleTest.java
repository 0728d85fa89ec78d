package dev.trustedpublishing.core.http.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
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
  private static final String KEY =
      "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LWtleS1ieXRlcw==\n-----END PRIVATE KEY-----\n";

  /** It signs nothing any more, and nobody has its key. */
  private static final String EXPIRED =
      """
      -----BEGIN CERTIFICATE-----
      MIIBbzCCARagAwIBAgIIEDUT/sVW2m8wCgYIKoZIzj0EAwIwJDEiMCAGA1UEAxMZ
      RXhwaXJlZCBFeGFtcGxlIEF1dGhvcml0eTAeFw0yMDAxMDEwNDE5MzJaFw0yMDAx
      MzEwNDE5MzJaMCQxIjAgBgNVBAMTGUV4cGlyZWQgRXhhbXBsZSBBdXRob3JpdHkw
      WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASPEQtd3duGlssGjI5vR3qoFr6A0chl
      dZyYkNGASqsT0vM1r5DlTd6846vrPaNolm/ICa25aYqc2brV4ZHUGeHJozIwMDAd
      BgNVHQ4EFgQUwhQyLtm4U/M0/N5tJLgqj38rvmgwDwYDVR0TAQH/BAUwAwEB/zAK
      BggqhkjOPQQDAgNHADBEAiBDZCFIg2cD6+qnYU1uwn0eD9wd6qL/dyHwQqqcbrAX
      rAIgR0P7+KdMHwcz1dQ6zyRedzbpmim8QiYGChz7OJTQ36U=
      -----END CERTIFICATE-----
      """;

  @TempDir Path folder;

  @Test
  void bundle_isAddedToJavaTrustStore() throws Exception {
    assertThat(new CaBundle(file(authority())).withThoseOfJava().size()).isEqualTo(ofJava() + 1);
  }

  @Test
  @FaultRow("E05")
  void textAroundCertificates_isSkipped() throws Exception {
    String content =
        "# paste between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----\n"
            + authority()
            + "\nand\n"
            + authority()
            + "the end";

    assertThat(new CaBundle(file(content)).withThoseOfJava().size()).isEqualTo(ofJava() + 2);
  }

  @Test
  @FaultRow("E05")
  void derCertificate_isAccepted() throws Exception {
    Path der = Files.write(folder.resolve("ca.der"), someAuthority());

    assertThat(new CaBundle(der).withThoseOfJava().size()).isEqualTo(ofJava() + 1);
  }

  @Test
  @FaultRow("E05")
  void expiredCertificate_isOmitted() throws Exception {
    KeyStore trusted = new CaBundle(file(EXPIRED + authority())).withThoseOfJava();

    assertThat(trusted.size()).isEqualTo(ofJava() + 1);
    assertThat(trusted.getCertificateAlias(expired())).isNull();
  }

  @FaultRow("E05")
  static Stream<Arguments> unusable() throws Exception {
    return Stream.of(
        Arguments.of("E05 empty", "", "no certificate"),
        Arguments.of("E05 words", "hello", "no certificate"),
        Arguments.of("E05 a key", KEY, "as entry 1 a private key"),
        Arguments.of("E05 10 MiB", "x".repeat(10 << 20), "no certificate"),
        Arguments.of(
            "E05 more than 10 MiB", authority() + "x".repeat(10 << 20), "more than 10485760 bytes"),
        Arguments.of("E05 DER of something else", "0\u0082\u0001", "no certificate"),
        Arguments.of("E05 a certificate and a key", authority() + KEY, "as entry 2 a private key"),
        Arguments.of(
            "E05 a key of another kind",
            authority() + KEY.replace("PRIVATE", "ENCRYPTED PRIVATE"),
            "as entry 2 a private key"),
        Arguments.of(
            "E05 expired",
            EXPIRED,
            "the certificate of CN=Expired Example Authority, which expired at 2020-01-"),
        Arguments.of(
            "E05 no end",
            authority() + "-----BEGIN CERTIFICATE-----\nc2VjcmV0LWtleS1ieXRlcw==",
            "as entry 2 data that is not a certificate"),
        Arguments.of(
            "E05 OpenSSL's own form",
            authority().replace("CERTIFICATE", "TRUSTED CERTIFICATE"),
            "as entry 1 a certificate in an OpenSSL-specific format (TRUSTED CERTIFICATE)"),
        Arguments.of(
            "E05 10 MiB of beginnings in one line",
            "x" + "-----BEGIN ".repeat(900_000),
            "no certificate"),
        Arguments.of(
            "E05 10 MiB of entries without an end",
            "-----BEGIN A-----\n".repeat(500_000),
            "as entry 1 data that is not a certificate"),
        Arguments.of("E05 no label", "-----BEGIN ", "as entry 1 data that is not a certificate"),
        Arguments.of(
            "E05 a list of revoked ones",
            "-----BEGIN X509 CRL-----\nc2VjcmV0LWtleS1ieXRlcw==\n-----END X509 CRL-----\n",
            "as entry 1 data that is not a certificate"),
        Arguments.of(
            "E05 broken",
            authority()
                + "-----BEGIN CERTIFICATE-----\nc2VjcmV0LWtleS1ieXRlcw==\n"
                + "-----END CERTIFICATE-----\n",
            "as entry 2 data that is not a certificate"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unusable")
  void invalidBundle_isNamedButNotQuoted(String name, String content, String found)
      throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), content);

    TrustedPublishingException e = refusal(file);

    assertThat(e.code()).isEqualTo(ErrorCode.USAGE_CA_BUNDLE);
    assertThat(e)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("Found:    " + found)
        .hasMessageContaining("Correct SSL_CERT_FILE, or unset it");
    assertThat(e.getMessage()).doesNotContain("c2VjcmV0").doesNotContain("secret-key");
  }

  @Test
  @FaultRow("E05")
  void missingFileOrFolder_isRejected() {
    assertThat(refusal(folder.resolve("missing.pem")))
        .hasMessageContaining("missing.pem are invalid")
        .hasMessageContaining("Found:    a file that can't be read");
    assertThat(refusal(folder)).hasMessageContaining("Found:    a file that can't be read");
  }

  @Test
  void pemEntry_toString_hidesContent() {
    assertThat(PemEntry.in(KEY.getBytes(StandardCharsets.US_ASCII)))
        .singleElement()
        .hasToString("PemEntry[1]");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("ca.pem"), content);
  }

  private static String authority() throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(someAuthority())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static Certificate expired() throws Exception {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(EXPIRED.getBytes(StandardCharsets.US_ASCII)));
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
    factory.init((KeyStore) null);
    return List.of(factory.getTrustManagers()).stream()
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow(KeyStoreException::new);
  }
}
