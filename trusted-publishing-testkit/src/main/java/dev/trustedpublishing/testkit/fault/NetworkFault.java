package dev.trustedpublishing.testkit.fault;

import java.time.Duration;

/** A fault of one direction of a connection. Immutable. */
public sealed interface NetworkFault {

  /**
   * Both sides lose the connection by a reset.
   *
   * @param at after how many bytes; 0 for before the first
   */
  record Reset(long at) implements NetworkFault {}

  /**
   * The receiving side sees an orderly end.
   *
   * @param at after how many bytes
   */
  record Limit(long at) implements NetworkFault {}

  /**
   * Nothing more passes, and the connection stays open. The sending side soon can't send any more.
   *
   * @param at after how many bytes
   */
  record Stall(long at) implements NetworkFault {}

  /**
   * One bit is another.
   *
   * @param at the number of the byte, counted from 0
   * @param bit which of its bits, 0 to 7
   */
  record Flip(long at, int bit) implements NetworkFault {}

  /**
   * Bytes go in small segments.
   *
   * @param size the most bytes of a segment
   */
  record Slice(int size) implements NetworkFault {}

  /**
   * Bytes go slowly.
   *
   * @param bytesPerSecond how slowly
   */
  record Bandwidth(long bytesPerSecond) implements NetworkFault {}

  /**
   * Every segment comes late.
   *
   * @param delay how late at least
   * @param jitter how much later at most, by the seed
   */
  record Latency(Duration delay, Duration jitter) implements NetworkFault {}

  /**
   * The end of the connection comes late.
   *
   * @param delay how late
   */
  record SlowClose(Duration delay) implements NetworkFault {}
}
