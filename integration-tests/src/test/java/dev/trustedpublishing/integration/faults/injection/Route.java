package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.core.http.ApacheHttpTransport;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import java.net.URI;
import javax.net.ssl.SSLSocket;

/** How the calls of a run reach its gateways. The defaults are the usual route. */
public interface Route {
  String REGISTRY_NAME = "registry.example";
  String ISSUER_NAME = "issuer.example";

  /** The name of the registry's host, as clients know it. */
  default String registryHost() {
    return "127.0.0.1";
  }

  /** The address that clients know. */
  default URI to(FaultGateway gateway) {
    return gateway.uri();
  }

  default ApacheHttpTransport transport(TransportSettings settings) {
    return ApacheHttpTransport.create(settings);
  }

  /** What the publisher is given. */
  default HttpTransport over(ApacheHttpTransport transport, TransportSettings settings) {
    return transport;
  }

  /** Receives every TLS connection to a gateway before its handshake. */
  default void onTlsConnection(SSLSocket socket) {}

  /** Everything that servers received which must not receive a secret. */
  default String receivedByUntrustedServers() {
    return "";
  }

  /** What identity tokens have to be for: on this machine, an index may stand in for PyPI. */
  default String audience(Registry registry) {
    String host = registryHost();
    if (registry == Registry.NPM) {
      return "npm:" + host;
    }
    return host.equals(REGISTRY_NAME) ? host : "pypi";
  }
}
