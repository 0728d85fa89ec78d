package dev.trustedpublishing.testkit.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Moves the bytes of one direction, as the toxics allow. Used by one thread. */
final class Pump {
  enum End {
    /** The sender has ended, and the receiver knows it. */
    ORDERLY,
    /** Both connections have to be reset. */
    BROKEN
  }

  private static final int BUFFER_BYTES = 16 * 1024;

  private final Socket from;
  private final Socket to;
  private final List<Toxic> toxics;
  private final SplittableRandom random;
  private long passed;

  Pump(Socket from, Socket to, List<Toxic> toxics, int seed) {
    this.from = from;
    this.to = to;
    this.toxics = toxics;
    this.random = new SplittableRandom(seed);
  }

  End run() throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER_BYTES];
    while (true) {
      Optional<Toxic> due = due();
      if (due.isPresent()) {
        return end(due.get());
      }
      int count = from.getInputStream().read(buffer, 0, (int) Math.min(buffer.length, untilNext()));
      if (count < 0) {
        for (Toxic.SlowClose slow : all(Toxic.SlowClose.class).toList()) {
          Thread.sleep(slow.delay().toMillis());
        }
        to.shutdownOutput();
        return End.ORDERLY;
      }
      pass(buffer, count);
    }
  }

  private End end(Toxic toxic) throws IOException, InterruptedException {
    if (toxic instanceof Toxic.Reset) {
      return End.BROKEN;
    }
    if (toxic instanceof Toxic.Limit) {
      to.shutdownOutput();
      // Whoever sends shall not notice, or the receiver would hear of it.
      from.getInputStream().transferTo(OutputStream.nullOutputStream());
      return End.ORDERLY;
    }
    // A stall: this thread ends with its socket, which the proxy closes.
    while (!from.isClosed() && !to.isClosed()) {
      Thread.sleep(10);
    }
    return End.ORDERLY;
  }

  private void pass(byte[] buffer, int count) throws IOException, InterruptedException {
    all(Toxic.Flip.class)
        .filter(flip -> flip.at() >= passed && flip.at() < passed + count)
        .forEach(flip -> buffer[(int) (flip.at() - passed)] ^= (byte) (1 << flip.bit()));
    int size = all(Toxic.Slice.class).mapToInt(Toxic.Slice::size).min().orElse(count);
    for (int at = 0; at < count; at += size) {
      int length = Math.min(size, count - at);
      delay(length);
      to.getOutputStream().write(buffer, at, length);
      to.getOutputStream().flush();
    }
    passed += count;
  }

  private void delay(int length) throws InterruptedException {
    for (Toxic.Latency latency : all(Toxic.Latency.class).toList()) {
      long jitter = random.nextLong(latency.jitter().toMillis() + 1);
      Thread.sleep(latency.delay().toMillis() + jitter);
    }
    for (Toxic.Bandwidth bandwidth : all(Toxic.Bandwidth.class).toList()) {
      long nanos = length * 1_000_000_000L / bandwidth.bytesPerSecond();
      Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
    }
  }

  /** What has to happen before the next byte passes. */
  private Optional<Toxic> due() {
    return toxics.stream().filter(toxic -> at(toxic) == passed).findFirst();
  }

  /** How many bytes may pass until something is due. */
  private long untilNext() {
    return toxics.stream()
        .mapToLong(toxic -> at(toxic) - passed)
        .filter(distance -> distance > 0)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static long at(Toxic toxic) {
    if (toxic instanceof Toxic.Reset reset) {
      return reset.at();
    }
    if (toxic instanceof Toxic.Limit limit) {
      return limit.at();
    }
    return toxic instanceof Toxic.Stall stall ? stall.at() : -1;
  }

  private <T extends Toxic> Stream<T> all(Class<T> type) {
    return toxics.stream().filter(type::isInstance).map(type::cast);
  }
}
