package dev.trustedpublishing.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Trusts the server of a benchmark, and no other.
 *
 * @param certificates the certificate of the server
 */
record TrustedServer(KeyStore certificates) {

  static TrustedServer of(Path pem) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      store.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    return new TrustedServer(store);
  }

  SSLContext context() throws GeneralSecurityException {
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
