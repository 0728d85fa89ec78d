package dev.trustedpublishing.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.http.ApacheHttpTransport;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole flow over HTTPS, with the certificate that the sandbox makes. */
class TlsSandboxTest {
  @TempDir Path folder;

  @Test
  void publish_certificateTrustedByTransport_succeeds() throws Exception {
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
  @FaultRow("E05")
  void publish_certificateInSslCertFile_succeeds() throws Exception {
    LoopbackCertificate certificate = LoopbackCertificate.make();
    try (Sandbox sandbox = Sandbox.builder().tls(certificate).start()) {
      Map<String, String> environment = new HashMap<>(sandbox.environment());
      Path bundle = Files.writeString(folder.resolve("ca.pem"), certificate.pem());
      environment.put("SSL_CERT_FILE", bundle.toString());
      try (TrustedPublisher publisher = builder(sandbox).environment(environment).build()) {
        assertThat(publisher.publish(SampleDistribution.FLIT.copyTo(folder)).isComplete()).isTrue();
      }
    }
  }

  @Test
  void customTransport_carriesAllRequestsAndStaysOpen() throws Exception {
    List<String> calls = new ArrayList<>();
    try (Sandbox sandbox = Sandbox.builder().start();
        ApacheHttpTransport transport = ApacheHttpTransport.create(TransportSettings.of("test"))) {
      HttpTransport own =
          call -> {
            calls.add(call.method() + " " + call.url().getPath());
            return transport.send(call);
          };
      Map<String, String> environment = new HashMap<>(sandbox.environment());
      environment.put("SSL_CERT_FILE", "/no such file, and nobody looks");
      try (TrustedPublisher publisher =
          builder(sandbox).environment(environment).transport(own).build()) {
        publisher.publish(SampleDistribution.FLIT.copyTo(folder));
      }

      assertThat(calls)
          .contains("GET /_/oidc/audience", "POST /_/oidc/mint-token", "POST /legacy/")
          .endsWith("POST /_/oidc/burn-token");
      // The issuer is asked by the registry too.
      assertThat(calls)
          .filteredOn(call -> !call.contains("/_apis/"))
          .hasSameSizeAs(sandbox.pypi().requests());
      assertThat(transport.send(HttpRequest.get(sandbox.indexUrl(), "look")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void publish_untrustedCertificate_failsWithoutRequests() throws Exception {
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

  private static TrustedPublisherBuilder builder(Sandbox sandbox) {
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
