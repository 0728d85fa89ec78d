package dev.trustedpublishing.core.http.proxy;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import java.util.Optional;

/**
 * An HTTP proxy that opens tunnels ({@code CONNECT}, RFC 9110, 9.3.6). Immutable and thread-safe.
 *
 * @param host its name or address; an IPv6 address without brackets
 * @param port its port, 1 to 65535
 * @param login the credentials, if any; sent to the proxy only
 */
public record ProxyServer(String host, int port, Optional<Login> login) {

  /**
   * User name and password for a proxy, sent to it as {@code Proxy-Authorization: Basic} (RFC
   * 7617).
   *
   * @param user the user name; may be empty
   * @param password the password
   */
  public record Login(String user, Secret password) {}

  /** Returns host and port, such as {@code proxy.example:3128}; never the credentials. */
  @Override
  public String toString() {
    return SafeText.shown(host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
