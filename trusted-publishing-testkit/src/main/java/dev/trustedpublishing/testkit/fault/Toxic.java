package dev.trustedpublishing.testkit.fault;

import java.time.Duration;

/** One thing that disturbs the bytes of one direction of a connection. Immutable. */
public sealed interface Toxic {

  /**
   * Both sides lose the connection by a reset.
   *
   * @param at after how many bytes; 0 for before the first
   */
  record Reset(long at) implements Toxic {}

  /**
   * The receiving side sees an orderly end.
   *
   * @param at after how many bytes
   */
  record Limit(long at) implements Toxic {}

  /**
   * Nothing more passes, and the connection stays open. The sending side soon finds that nobody
   * takes its bytes.
   *
   * @param at after how many bytes
   */
  record Stall(long at) implements Toxic {}

  /**
   * One bit is another.
   *
   * @param at the number of the byte, counted from 0
   * @param bit which of its bits, 0 to 7
   */
  record Flip(long at, int bit) implements Toxic {}

  /**
   * Bytes go in small segments.
   *
   * @param size the most bytes of a segment
   */
  record Slice(int size) implements Toxic {}

  /**
   * Bytes go slowly.
   *
   * @param bytesPerSecond how slowly
   */
  record Bandwidth(long bytesPerSecond) implements Toxic {}

  /**
   * Every segment comes late.
   *
   * @param delay how late at least
   * @param jitter how much later at most, by the seed
   */
  record Latency(Duration delay, Duration jitter) implements Toxic {}

  /**
   * The end of the connection comes late.
   *
   * @param delay how late
   */
  record SlowClose(Duration delay) implements Toxic {}
}
