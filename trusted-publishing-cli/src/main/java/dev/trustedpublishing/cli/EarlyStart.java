package dev.trustedpublishing.cli;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Lets Java read its certificates and find its ciphers while the command line is read: it keeps
 * them for whoever asks next, and a publish is sure to (docs/performance.md).
 */
final class EarlyStart {
  private static final Set<String> CONNECTING = Set.of("publish", "verify");
  private static final Set<String> OFFLINE = Set.of("--help", "-h", "--version", "--dry-run");

  private EarlyStart() {}

  static void before(String... args) {
    List<String> words = List.of(args);
    if (!words.isEmpty()
        && CONNECTING.contains(words.get(0))
        && words.stream().noneMatch(OFFLINE::contains)) {
      Thread thread = new Thread(EarlyStart::readCertificates, "trusted-publish-start");
      thread.setDaemon(true);
      start(thread);
    }
  }

  private static void start(Thread thread) {
    try {
      thread.start();
    } catch (OutOfMemoryError noThread) {
      // So Java says that there are as many threads as may be; then they are read when it is due.
      return;
    }
  }

  private static void readCertificates() {
    try {
      TrustManagerFactory certificates =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      certificates.init((KeyStore) null);
      SSLContext.getInstance("TLS").init(null, certificates.getTrustManagers(), null);
    } catch (GeneralSecurityException e) {
      // The first connection meets it again, where it can be explained.
      return;
    }
  }
}
