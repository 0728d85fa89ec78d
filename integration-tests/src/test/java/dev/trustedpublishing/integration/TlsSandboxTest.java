package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.core.PublishFailedException;
import dev.trustedpublishing.core.PublishReport;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.transport.ApacheHttpTransport;
import dev.trustedpublishing.core.transport.TransportSettings;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole flow over https, with the certificate that the sandbox makes. */
class TlsSandboxTest {
  @TempDir Path folder;

  @Test
  void a_client_that_trusts_the_written_certificate_publishes() throws Exception {
    LoopbackCertificate certificate = LoopbackCertificate.make();
    try (Sandbox sandbox = Sandbox.builder().tls(certificate).start();
        ApacheHttpTransport transport =
            ApacheHttpTransport.create(
                TransportSettings.of("test").withTrusted(read(certificate.pem())));
        TrustedPublisher publisher = builder(sandbox).transport(transport).build()) {
      PublishReport report = publisher.publish(SampleDistribution.FLIT.copyTo(folder));

      assertThat(sandbox.uploadUrl()).hasScheme("https");
      assertThat(report.isComplete()).isTrue();
      assertThat(sandbox.pypi().files()).hasSize(2);
    }
  }

  @Test
  void a_client_that_does_not_trust_it_says_so_and_sends_nothing() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().tls(LoopbackCertificate.make()).start();
        TrustedPublisher publisher = builder(sandbox).build()) {
      PublishFailedException e =
          catchThrowableOfType(
              PublishFailedException.class,
              () -> publisher.publish(SampleDistribution.FLIT.copyTo(folder)));

      assertThat(e.code()).isEqualTo(ErrorCode.USAGE_TLS_UNTRUSTED);
      assertThat(sandbox.pypi().requests()).isEmpty();
    }
  }

  private static TrustedPublisher.Builder builder(Sandbox sandbox) {
    return TrustedPublisher.builder()
        .repository(sandbox.uploadUrl().toString())
        .environment(sandbox.environment())
        .workflowCommands(line -> {});
  }

  private static KeyStore read(String pem) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(
        "sandbox",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
    return trust;
  }
}
