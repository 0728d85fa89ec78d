package dev.trustedpublishing.testkit.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Moves the bytes of one direction, with the faults. Used by one thread. */
final class Relay {
  enum End {
    /** The sender has closed its side, and the end was forwarded. */
    ORDERLY,
    /** Both connections must be reset. */
    BROKEN
  }

  private static final int BUFFER_BYTES = 16 * 1024;

  private final Socket from;
  private final Socket to;
  private final List<NetworkFault> faults;
  private final SplittableRandom random;
  private long passed;

  Relay(Socket from, Socket to, List<NetworkFault> faults, int seed) {
    this.from = from;
    this.to = to;
    this.faults = faults;
    this.random = new SplittableRandom(seed);
  }

  End run() throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    while (true) {
      Optional<NetworkFault> due = due();
      if (due.isPresent()) {
        return end(due.get());
      }
      int count = from.getInputStream().read(buffer, 0, (int) Math.min(buffer.length, untilNext()));
      if (count < 0) {
        for (NetworkFault.SlowClose slow : all(NetworkFault.SlowClose.class).toList()) {
          Thread.sleep(slow.delay().toMillis());
        }
        to.shutdownOutput();
        return End.ORDERLY;
      }
      pass(buffer, count);
    }
  }

  private End end(NetworkFault fault) throws IOException, InterruptedException {
    if (fault instanceof NetworkFault.Reset) {
      return End.BROKEN;
    }
    if (fault instanceof NetworkFault.Limit) {
      to.shutdownOutput();
      // The sender must not notice, or the receiver would too.
      from.getInputStream().transferTo(OutputStream.nullOutputStream());
      return End.ORDERLY;
    }
    // A stall: this thread ends when the proxy closes its socket.
    while (!from.isClosed() && !to.isClosed()) {
      Thread.sleep(10);
    }
    return End.ORDERLY;
  }

  private void pass(byte[] buffer, int count) throws IOException, InterruptedException {
    all(NetworkFault.Flip.class)
        .filter(flip -> flip.at() >= passed && flip.at() < passed + count)
        .forEach(flip -> buffer[(int) (flip.at() - passed)] ^= (byte) (1 << flip.bit()));
    int size = all(NetworkFault.Slice.class).mapToInt(NetworkFault.Slice::size).min().orElse(count);
    for (int at = 0; at < count; at += size) {
      int length = Math.min(size, count - at);
      delay(length);
      to.getOutputStream().write(buffer, at, length);
      to.getOutputStream().flush();
    }
    passed += count;
  }

  private void delay(int length) throws InterruptedException {
    for (NetworkFault.Latency latency : all(NetworkFault.Latency.class).toList()) {
      long jitter = random.nextLong(latency.jitter().toMillis() + 1);
      Thread.sleep(latency.delay().toMillis() + jitter);
    }
    for (NetworkFault.Bandwidth bandwidth : all(NetworkFault.Bandwidth.class).toList()) {
      long nanos = length * 1_000_000_000L / bandwidth.bytesPerSecond();
      Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
    }
  }

  /** The fault that is due before the next byte. */
  private Optional<NetworkFault> due() {
    return faults.stream().filter(fault -> at(fault) == passed).findFirst();
  }

  /** How many bytes may pass before the next fault. */
  private long untilNext() {
    return faults.stream()
        .mapToLong(fault -> at(fault) - passed)
        .filter(distance -> distance > 0)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static long at(NetworkFault fault) {
    if (fault instanceof NetworkFault.Reset reset) {
      return reset.at();
    }
    if (fault instanceof NetworkFault.Limit limit) {
      return limit.at();
    }
    return fault instanceof NetworkFault.Stall stall ? stall.at() : -1;
  }

  private <T extends NetworkFault> Stream<T> all(Class<T> type) {
    return faults.stream().filter(type::isInstance).map(type::cast);
  }
}
