package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate for {@code localhost} and {@code 127.0.0.1} with its key, made by the
 * running Java's {@code keytool}: there is no class for that. Good for a day, for tests only.
 * Immutable.
 */
public final class LoopbackCertificate {

  private static final String ALIAS = "sandbox";
  private static final String PASSWORD = "sandbox";
  private static final int SECONDS = 60;

  private final Certificate certificate;
  private final SSLContext context;

  private LoopbackCertificate(Certificate certificate, SSLContext context) {
    this.certificate = certificate;
    this.context = context;
  }

  /**
   * Makes a certificate with a new key.
   *
   * @return the certificate
   * @throws IOException if this Java has no {@code keytool}, or it fails
   */
  public static LoopbackCertificate make() throws IOException {
    Path folder = Files.createTempDirectory("trusted-publishing-tls");
    Path file = folder.resolve("key.p12");
    try {
      runKeytool(file);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      Certificate certificate = keys.getCertificate(ALIAS);
      return new LoopbackCertificate(certificate, context(keys, trustIn(certificate)));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate that keytool made can't be used", e);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /**
   * Gives what both sides of a connection need: the key, and trust in this certificate alone.
   *
   * @return the context
   */
  public SSLContext context() {
    return context;
  }

  /**
   * Gives a store of trusted certificates with this one in it.
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
   * Writes the certificate as most clients want it.
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

  private static void runKeytool(Path file) throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            ALIAS,
            "-dname",
            "CN=Trusted Publishing Sandbox",
            // OpenSSL trusts a self-signed certificate only if it may sign.
            "-ext",
            "bc:c=ca:true",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "1",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            PASSWORD);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(
          "there is no " + keytool + " to make a certificate with; a full Java runtime has it", e);
    }
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("keytool made no certificate: " + words.strip());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool made a certificate", e);
    }
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
