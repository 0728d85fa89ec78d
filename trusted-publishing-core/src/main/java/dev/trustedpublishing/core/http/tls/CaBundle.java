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
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Additional trusted certificate authorities: a PEM file, named in {@code SSL_CERT_FILE} as for
 * other tools. Only names in certificates are ever shown from the file, because it may contain a
 * key by mistake. An expired certificate is not trusted.
 */
public record CaBundle(Path file) {
  static final String VARIABLE = "SSL_CERT_FILE";
  private static final int MAX_SIZE = 10 * 1024 * 1024;

  /** Returns the file in the environment, if any. */
  public static Optional<CaBundle> in(CiEnvironment environment) {
    return environment.get(VARIABLE).map(file -> new CaBundle(Path.of(file)));
  }

  /** Returns the certificates of the Java runtime and of the file. */
  public KeyStore withThoseOfJava() {
    List<Certificate> all = new ArrayList<>(ofJava());
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

  private List<Certificate> ofFile() {
    byte[] content = content();
    List<PemEntry> entries = PemEntry.in(content);
    List<Certificate> certificates = new ArrayList<>();
    Optional<String> firstBad = Optional.empty();
    for (X509Certificate certificate : entries.isEmpty() ? inDer(content) : inPem(entries)) {
      if (isOver(certificate)) {
        firstBad = firstBad.or(() -> Optional.of(expired(certificate)));
      } else {
        certificates.add(certificate);
      }
    }
    if (certificates.isEmpty()) {
      throw refused(firstBad.orElse("no certificate"), null);
    }
    return certificates;
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

  private List<X509Certificate> inPem(List<PemEntry> entries) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemEntry entry : entries) {
      if (!entry.isCertificate()) {
        throw refused("as entry " + entry.number() + " " + entry.kind(), null);
      }
      try {
        certificates.addAll(parsed(entry.bytes()));
      } catch (CertificateException e) {
        // The parser's text may quote the input.
        throw refused("as entry " + entry.number() + " data that is not a certificate", null);
      }
    }
    return certificates;
  }

  private List<X509Certificate> inDer(byte[] content) {
    try {
      return parsed(content);
    } catch (CertificateException e) {
      throw refused("no certificate", null);
    }
  }

  private static List<X509Certificate> parsed(byte[] content) throws CertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Certificate each :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(content))) {
      certificates.add((X509Certificate) each);
    }
    return certificates;
  }

  /** System bundles contain expired certificates for years; they are not an error. */
  private static boolean isOver(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().isBefore(Instant.now());
  }

  private static String expired(X509Certificate certificate) {
    return "the certificate of "
        + SafeText.shown(certificate.getSubjectX500Principal().getName())
        + ", which expired at "
        + certificate.getNotAfter().toInstant()
        + ", and no valid one";
  }

  private static List<X509Certificate> ofJava() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          return List.of(x509.getAcceptedIssuers());
        }
      }
      return List.of();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has a trust store.", e);
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
