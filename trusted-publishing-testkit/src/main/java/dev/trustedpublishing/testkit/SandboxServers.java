package dev.trustedpublishing.testkit;

import dev.trustedpublishing.testkit.http.LoopbackCertificate;
import dev.trustedpublishing.testkit.http.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * The servers of a sandbox: one, or two if the first uses HTTPS, because Google's metadata server
 * has none, and the programs of agents trust no certificate of a test.
 *
 * @param main serves the registries and most issuers
 * @param plain serves other CI systems in plain HTTP; may be the same
 */
record SandboxServers(LoopbackServer main, LoopbackServer plain) {

  static SandboxServers start(int port, Optional<LoopbackCertificate> certificate)
      throws IOException {
    if (certificate.isEmpty()) {
      LoopbackServer one = LoopbackServer.start(port);
      return new SandboxServers(one, one);
    }
    LoopbackServer main = LoopbackServer.start(port, certificate.get());
    try {
      return new SandboxServers(main, LoopbackServer.start(0));
    } catch (IOException e) {
      main.close();
      throw e;
    }
  }

  URI uri() {
    return main.uri();
  }

  void close() {
    main.close();
    plain.close();
  }
}
