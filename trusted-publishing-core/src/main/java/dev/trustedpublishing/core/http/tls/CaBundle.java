package dev.trustedpublishing.core.http.tls;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Additional trusted certificate authorities: a PEM file, named in {@code SSL_CERT_FILE} as for
 * other tools. Only names in certificates are ever shown from the file, because it may contain a
 * key by mistake. An expired certificate is not trusted.
 */
public record CaBundle(Path file) {
  public static final String VARIABLE = "SSL_CERT_FILE";
  private static final int MAX_SIZE = 10 * 1024 * 1024;

  /** Returns the file in the environment, if any. */
  public static Optional<CaBundle> in(CiEnvironment environment) {
    return environment.get(VARIABLE).map(file -> new CaBundle(Path.of(file)));
  }

  /** Returns the certificates of the Java runtime and of the file. */
  public KeyStore withThoseOfJava() {
    List<Certificate> all =
        new ArrayList<>(
            List.of(VerifyingTlsStrategy.NamingTrustManager.of(null).getAcceptedIssuers()));
    all.addAll(ofFile());
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < all.size(); i++) {
        store.setCertificateEntry("authority-" + i, all.get(i));
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("A key store in memory can always be created.", e);
    }
  }

  private List<X509Certificate> ofFile() {
    List<X509Certificate> valid = new ArrayList<>();
    String found = "no certificate";
    for (X509Certificate certificate : all(content())) {
      Instant end = certificate.getNotAfter().toInstant();
      // System bundles contain expired certificates for years; they are not an error.
      if (end.isAfter(Instant.now())) {
        valid.add(certificate);
      } else if (valid.isEmpty() && found.equals("no certificate")) {
        String name = SafeText.shown(certificate.getSubjectX500Principal().getName());
        found = "the certificate of " + name + ", which expired at " + end + ", and no valid one";
      }
    }
    if (valid.isEmpty()) {
      throw refused(found, null);
    }
    return valid;
  }

  private byte[] content() {
    try (InputStream file = Files.newInputStream(file())) {
      byte[] content = file.readNBytes(MAX_SIZE + 1);
      if (content.length > MAX_SIZE) {
        throw refused("more than " + MAX_SIZE + " bytes", null);
      }
      return content;
    } catch (IOException e) {
      throw refused("a file that can't be read", e);
    }
  }

  private List<X509Certificate> all(byte[] content) {
    List<PemEntry> entries = PemEntry.in(content);
    if (entries.isEmpty()) {
      return parsed(content, "no certificate");
    }
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemEntry entry : entries) {
      String place = "as entry " + entry.number() + " ";
      if (!entry.isCertificate()) {
        throw refused(place + entry.kind(), null);
      }
      certificates.addAll(parsed(entry.bytes(), place + "data that is not a certificate"));
    }
    return certificates;
  }

  private List<X509Certificate> parsed(byte[] content, String otherwise) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(content))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      // The parser's text may quote the input.
      throw refused(otherwise, null);
    }
  }

  private TrustedPublishingException refused(String found, @Nullable IOException cause) {
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(
            Stage.PLAN,
            Problem.of(
                    ErrorCode.USAGE_CA_BUNDLE,
                    "The certificates in " + SafeText.shown(file.toString()) + " are invalid.")
                .found(found)
                .expected("a PEM file with the certificates of the trusted authorities")
                .remedy("Correct " + VARIABLE + ", or unset it to use Java's trust store."));
    return (cause == null ? details : details.cause(cause)).build();
  }
}
