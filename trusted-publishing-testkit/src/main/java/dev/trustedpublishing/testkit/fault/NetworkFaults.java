package dev.trustedpublishing.testkit.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * The faults of one connection through a {@link FaultProxy}. Immutable.
 *
 * @param up the faults from the client to the server
 * @param down the faults from the server to the client
 */
public record NetworkFaults(List<NetworkFault> up, List<NetworkFault> down) {
  private static final List<LongFunction<NetworkFault>> HARMFUL =
      List.of(NetworkFault.Reset::new, NetworkFault.Limit::new, NetworkFault.Stall::new);

  /** Copies the lists. */
  public NetworkFaults {
    up = List.copyOf(up);
    down = List.copyOf(down);
  }

  /**
   * No faults.
   *
   * @return no faults
   */
  public static NetworkFaults none() {
    return new NetworkFaults(List.of(), List.of());
  }

  /**
   * Faults on the way to the server.
   *
   * @param faults the faults in this direction
   * @return the faults
   */
  public static NetworkFaults up(NetworkFault... faults) {
    return new NetworkFaults(List.of(faults), List.of());
  }

  /**
   * Faults on the way to the client.
   *
   * @param faults the faults in this direction
   * @return the faults
   */
  public static NetworkFaults down(NetworkFault... faults) {
    return new NetworkFaults(List.of(), List.of(faults));
  }

  /**
   * Draws one to three faults; the same random numbers give the same faults. Each direction is cut
   * or stalled at most once, and may be split into small segments. Nothing is delayed or altered.
   *
   * @param random the source of randomness, such as {@code new SplittableRandom(seed)}
   * @param size the maximum number of bytes before a fault
   * @return the faults
   */
  public static NetworkFaults random(RandomGenerator random, long size) {
    List<NetworkFault> up = new ArrayList<>();
    List<NetworkFault> down = new ArrayList<>();
    if (random.nextBoolean()) {
      (random.nextBoolean() ? up : down).add(new NetworkFault.Slice(1 + random.nextInt(1400)));
    }
    List<NetworkFault> direction = random.nextBoolean() ? up : down;
    direction.add(HARMFUL.get(random.nextInt(HARMFUL.size())).apply(random.nextLong(size + 1)));
    return new NetworkFaults(up, down);
  }
}
