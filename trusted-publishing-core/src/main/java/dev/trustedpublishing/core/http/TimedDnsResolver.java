package dev.trustedpublishing.core.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a host's addresses with a time limit: the system may take minutes and can't be
 * interrupted.
 *
 * <p>HttpClient uses the same timeout for every address, which is either too long for an
 * unreachable one or too short for the only one. So the timeout is short, and the last address is
 * repeated in the list until the host's whole timeout is used.
 */
final class TimedDnsResolver implements DnsResolver {
  private final DnsResolver resolver;
  private final ExecutorService lookups;
  private final Duration limit;
  private final int triesOfTheLast;

  TimedDnsResolver(
      DnsResolver resolver, ExecutorService lookups, Duration limit, int triesOfTheLast) {
    this.resolver = resolver;
    this.lookups = lookups;
    this.limit = limit;
    this.triesOfTheLast = triesOfTheLast;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    try {
      Future<InetAddress[]> lookup = lookups.submit(() -> resolver.resolve(host));
      return stretched(lookup.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      throw failed("the transport was closed", e);
    } catch (TimeoutException e) {
      throw failed("no response from DNS within " + ConnectionFailureDiagnosis.shown(limit), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted", e);
    } catch (ExecutionException e) {
      throw failed("the name does not exist in DNS", e);
    }
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return host;
  }

  private InetAddress[] stretched(InetAddress[] addresses) throws UnknownHostException {
    if (addresses.length == 0) {
      throw new UnknownHostException("the name exists in DNS, but has no address");
    }
    InetAddress[] all = Arrays.copyOf(addresses, addresses.length + triesOfTheLast - 1);
    Arrays.fill(all, addresses.length, all.length, addresses[addresses.length - 1]);
    return all;
  }

  private static UnknownHostException failed(String why, Exception cause) {
    UnknownHostException failed = new UnknownHostException(why);
    failed.initCause(cause);
    return failed;
  }
}
