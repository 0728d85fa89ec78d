package dev.trustedpublishing.core.http;

import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.internal.hc.client5.http.DnsResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** For the tests of other modules: a transport whose name service is the test. */
public final class WithNames {
  private WithNames() {}

  /** A name service. */
  @FunctionalInterface
  public interface Names {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  public static ApacheHttpTransport create(TransportSettings settings, Names names) {
    return new ApacheHttpTransport(
        settings,
        new DnsResolver() {
          @Override
          public InetAddress[] resolve(String host) throws UnknownHostException {
            return names.addresses(host);
          }

          @Override
          public String resolveCanonicalHostname(String host) {
            return host;
          }
        });
  }
}
