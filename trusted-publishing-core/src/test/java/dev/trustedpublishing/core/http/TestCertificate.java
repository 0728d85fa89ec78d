package dev.trustedpublishing.core.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A self-signed certificate with its key, made by the running JDK's keytool. */
public record TestCertificate(KeyStore store, SSLContext context) {
  private static final String PASSWORD = "password";
  private static final String NAME = "CN=Test Registry, O=Trusted Publishing";

  /**
   * Creates one.
   *
   * @param names what it is for, as keytool takes it: {@code ip:127.0.0.1}
   * @param options further options, such as {@code -startdate}
   */
  public static TestCertificate make(String names, String... options) throws Exception {
    Path folder = Files.createTempDirectory("certificate");
    Path file = folder.resolve("key.p12");
    List<String> command =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", "test", "-dname", NAME, "-ext", "san=" + names));
    command.addAll(List.of(options));
    run(file, command.toArray(String[]::new));
    TestCertificate made = read(file);
    Files.delete(file);
    Files.delete(folder);
    return made;
  }

  /** Creates one that an authority has signed, which is thrown away. */
  public static TestCertificate signedByAnAuthority(String names) throws Exception {
    Path folder = Files.createTempDirectory("certificate");
    Path store = folder.resolve("key.p12");
    Path request = folder.resolve("request");
    Path signed = folder.resolve("signed");
    Path authority = folder.resolve("authority");
    try {
      run(store, "-genkeypair", "-alias", "ca", "-dname", "CN=Test Authority", "-ext", "bc:c");
      run(store, "-genkeypair", "-alias", "test", "-dname", NAME);
      run(store, "-certreq", "-alias", "test", "-file", request.toString());
      run(
          store,
          "-gencert",
          "-alias",
          "ca",
          "-infile",
          request.toString(),
          "-outfile",
          signed.toString(),
          "-ext",
          "san=" + names);
      run(store, "-exportcert", "-alias", "ca", "-file", authority.toString());
      run(store, "-importcert", "-alias", "test", "-file", signed.toString());
      return read(store);
    } finally {
      for (Path file : List.of(store, request, signed, authority, folder)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** What a client has to trust. */
  public KeyStore trust() throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("test", store.getCertificate("test"));
    return trust;
  }

  private static void run(Path store, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    if (command.contains("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC"));
    }
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    command.addAll(List.of("-storepass", PASSWORD, "-noprompt"));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new IOException(output);
    }
  }

  private static TestCertificate read(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return new TestCertificate(store, context(store));
  }

  private static SSLContext context(KeyStore store) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
