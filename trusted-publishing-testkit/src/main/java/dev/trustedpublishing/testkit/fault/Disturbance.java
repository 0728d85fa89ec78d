package dev.trustedpublishing.testkit.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * What happens to one connection through a {@link FaultProxy}. Immutable.
 *
 * @param up what disturbs the bytes from the client to the server
 * @param down what disturbs the bytes from the server to the client
 */
public record Disturbance(List<Toxic> up, List<Toxic> down) {
  private static final List<LongFunction<Toxic>> HARMFUL =
      List.of(Toxic.Reset::new, Toxic.Limit::new, Toxic.Stall::new);

  /** Copies the lists. */
  public Disturbance {
    up = List.copyOf(up);
    down = List.copyOf(down);
  }

  /**
   * Nothing happens.
   *
   * @return the disturbance that is none
   */
  public static Disturbance none() {
    return new Disturbance(List.of(), List.of());
  }

  /**
   * Disturbs the way to the server.
   *
   * @param toxics what happens there
   * @return the disturbance
   */
  public static Disturbance up(Toxic... toxics) {
    return new Disturbance(List.of(toxics), List.of());
  }

  /**
   * Disturbs the way to the client.
   *
   * @param toxics what happens there
   * @return the disturbance
   */
  public static Disturbance down(Toxic... toxics) {
    return new Disturbance(List.of(), List.of(toxics));
  }

  /**
   * Draws one to three faults; the same random numbers give the same faults. Each direction is cut
   * or stalled once at most, and everything may be sliced. Nothing waits and nothing is altered.
   *
   * @param random where the numbers come from, such as {@code new SplittableRandom(seed)}
   * @param size how many bytes may pass before something happens, at most
   * @return the disturbance
   */
  public static Disturbance drawn(RandomGenerator random, long size) {
    List<Toxic> up = new ArrayList<>();
    List<Toxic> down = new ArrayList<>();
    if (random.nextBoolean()) {
      (random.nextBoolean() ? up : down).add(new Toxic.Slice(1 + random.nextInt(1400)));
    }
    List<Toxic> direction = random.nextBoolean() ? up : down;
    direction.add(HARMFUL.get(random.nextInt(HARMFUL.size())).apply(random.nextLong(size + 1)));
    return new Disturbance(up, down);
  }
}
