package dev.trustedpublishing.core;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.BufferedInputStream;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of authorities that are trusted beside those of the Java runtime: a PEM file, named
 * in {@code SSL_CERT_FILE} as for other tools. Nothing of the file's content is ever quoted: it may
 * hold a key by mistake.
 */
record CaBundle(Path file) {
  static final String VARIABLE = "SSL_CERT_FILE";
  private static final long LARGEST = 10 * 1024 * 1024;

  /** The file that the environment names, if it names one. */
  static Optional<CaBundle> in(CiEnvironment environment) {
    return environment.get(VARIABLE).map(file -> new CaBundle(Path.of(file)));
  }

  /** The certificates of the Java runtime and those of the file. */
  KeyStore withThoseOfJava() {
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
      throw new IllegalStateException("A key store in memory can always be made.", e);
    }
  }

  private Collection<? extends Certificate> ofFile() {
    try {
      if (Files.size(file) > LARGEST) {
        throw refused("more than " + LARGEST + " bytes", null);
      }
      try (InputStream pem = new BufferedInputStream(Files.newInputStream(file))) {
        Collection<? extends Certificate> certificates =
            CertificateFactory.getInstance("X.509").generateCertificates(pem);
        if (certificates.isEmpty()) {
          throw refused("no certificate", null);
        }
        return certificates;
      }
    } catch (IOException e) {
      throw refused("a file that can't be read", e);
    } catch (CertificateException e) {
      // The parser's text may quote the input.
      throw refused("something that is no certificate", null);
    }
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
    TrustedPublishingException.Details details =
        TrustedPublishingException.during(
            Stage.PLAN,
            Problem.of(
                    ErrorCode.USAGE_CA_BUNDLE,
                    "The certificates in " + SafeText.shown(file.toString()) + " can't be used.")
                .found(found)
                .wanted("a PEM file with the certificates of the authorities to trust")
                .remedy("Correct " + VARIABLE + ", or unset it to trust what Java trusts."));
    return (cause == null ? details : details.cause(cause)).build();
  }
}
