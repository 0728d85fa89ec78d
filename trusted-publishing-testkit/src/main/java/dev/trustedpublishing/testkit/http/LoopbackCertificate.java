package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for {@code localhost} and {@code 127.0.0.1} with its key, created with
 * the JDK's {@code keytool}, because the JDK has no public API for it. Valid for one day, for tests
 * only. Immutable.
 */
public final class LoopbackCertificate {

  private static final String ALIAS = "sandbox";
  private static final String PASSWORD = "sandbox";

  private final Certificate certificate;
  private final SSLContext context;

  private LoopbackCertificate(Certificate certificate, SSLContext context) {
    this.certificate = certificate;
    this.context = context;
  }

  /**
   * Creates a certificate with a new key.
   *
   * @return the certificate
   * @throws IOException if this Java has no {@code keytool}, or it fails
   */
  public static LoopbackCertificate make() throws IOException {
    SelfSigned made =
        SelfSigned.make(
            "CN=Trusted Publishing Sandbox",
            // OpenSSL trusts a self-signed certificate only if it may sign certificates.
            "bc:c=ca:true",
            "san=dns:localhost,ip:127.0.0.1");
    try {
      return new LoopbackCertificate(
          made.certificate(), context(keys(made), trustIn(made.certificate())));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate that keytool made can't be used", e);
    }
  }

  /**
   * Returns a context for both sides of a connection: the key, and trust in this certificate alone.
   *
   * @return the context
   */
  public SSLContext context() {
    return context;
  }

  /**
   * Returns a trust store that contains this certificate.
   *
   * @return a new store
   */
  public KeyStore trust() {
    try {
      return trustIn(certificate);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a store in memory needs nothing that could fail", e);
    }
  }

  /**
   * Returns the certificate in the format that most clients expect.
   *
   * @return the certificate in PEM
   */
  public String pem() {
    try {
      byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, lineEnd).encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("what was read can be written", e);
    }
  }

  private static KeyStore keys(SelfSigned made) throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    Certificate[] chain = {made.certificate()};
    keys.setKeyEntry(ALIAS, made.key(), PASSWORD.toCharArray(), chain);
    return keys;
  }

  private static KeyStore trustIn(Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(ALIAS, certificate);
    return trust;
  }

  private static SSLContext context(KeyStore keys, KeyStore trust) throws GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory others =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    others.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return context;
  }
}
