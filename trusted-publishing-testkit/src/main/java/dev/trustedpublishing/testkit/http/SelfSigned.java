package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A new elliptic-curve key with a self-signed certificate, created with the JDK's {@code keytool},
 * because the JDK has no public API for it. Valid for one day, for tests only. Immutable.
 *
 * @param key the private key
 * @param certificate the certificate
 */
public record SelfSigned(PrivateKey key, X509Certificate certificate) {

  private static final String ALIAS = "sandbox";
  private static final String PASSWORD = "sandbox";
  private static final int SECONDS = 60;

  /**
   * Creates a key and its certificate.
   *
   * @param distinguishedName the subject, such as {@code CN=Sandbox}
   * @param extensions the certificate's extensions, in the syntax of {@code keytool -ext}
   * @return the new pair
   * @throws IOException if this Java has no {@code keytool}, or it fails
   */
  public static SelfSigned make(String distinguishedName, String... extensions) throws IOException {
    Path folder = Files.createTempDirectory("trusted-publishing-tls");
    Path file = folder.resolve("key.p12");
    try {
      runKeytool(file, distinguishedName, extensions);
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      return new SelfSigned(
          (PrivateKey) keys.getKey(ALIAS, PASSWORD.toCharArray()),
          (X509Certificate) keys.getCertificate(ALIAS));
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate that keytool made can't be used", e);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static void runKeytool(Path file, String distinguishedName, String... extensions)
      throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        new ArrayList<>(
            List.of(
                keytool.toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                ALIAS,
                "-dname",
                distinguishedName,
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
    for (String extension : extensions) {
      command.addAll(List.of("-ext", extension));
    }
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

  /** Omits the key. */
  @Override
  public String toString() {
    return "SelfSigned[" + certificate.getSubjectX500Principal() + "]";
  }
}
