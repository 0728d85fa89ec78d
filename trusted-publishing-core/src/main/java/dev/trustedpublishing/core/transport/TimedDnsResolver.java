package dev.trustedpublishing.core.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Asks the system for a host's addresses, for a limited time: the system itself may take minutes
 * and can't be interrupted.
 */
final class TimedDnsResolver implements DnsResolver {
  private final DnsResolver resolver;
  private final Duration limit;

  TimedDnsResolver(DnsResolver resolver, Duration limit) {
    this.resolver = resolver;
    this.limit = limit;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> resolver.resolve(host));
    Thread thread = new Thread(lookup, "trusted-publishing-lookup");
    thread.setDaemon(true);
    thread.start();
    try {
      return lookup.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw failed("no answer from the name service within " + Words.of(limit), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    } catch (ExecutionException e) {
      throw failed("the name service does not know it", e);
    }
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return host;
  }

  private static UnknownHostException failed(String why, Exception cause) {
    UnknownHostException failed = new UnknownHostException(why);
    failed.initCause(cause);
    return failed;
  }
}
