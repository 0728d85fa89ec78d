package dev.trustedpublishing.testkit.fault;

import java.time.Duration;

/** A fault of one direction of a connection. Immutable. */
public sealed interface NetworkFault {

  /**
   * Resets the connection on both sides.
   *
   * @param at after how many bytes; 0 for before the first
   */
  record Reset(long at) implements NetworkFault {}

  /**
   * Closes the connection normally for the receiving side.
   *
   * @param at after how many bytes
   */
  record Limit(long at) implements NetworkFault {}

  /**
   * Forwards no more bytes and keeps the connection open. The sending side is soon unable to send
   * more.
   *
   * @param at after how many bytes
   */
  record Stall(long at) implements NetworkFault {}

  /**
   * Flips one bit.
   *
   * @param at the number of the byte, counted from 0
   * @param bit which of its bits, 0 to 7
   */
  record Flip(long at, int bit) implements NetworkFault {}

  /**
   * Forwards bytes in small segments.
   *
   * @param size the maximum number of bytes in a segment
   */
  record Slice(int size) implements NetworkFault {}

  /**
   * Limits the throughput.
   *
   * @param bytesPerSecond the throughput
   */
  record Bandwidth(long bytesPerSecond) implements NetworkFault {}

  /**
   * Delays every segment.
   *
   * @param delay the minimum delay
   * @param jitter the maximum additional delay, chosen by the seed
   */
  record Latency(Duration delay, Duration jitter) implements NetworkFault {}

  /**
   * Delays the end of the connection.
   *
   * @param delay the delay
   */
  record SlowClose(Duration delay) implements NetworkFault {}
}
