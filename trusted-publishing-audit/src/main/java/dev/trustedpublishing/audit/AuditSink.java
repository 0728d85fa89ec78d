package dev.trustedpublishing.audit;

import java.io.IOException;

/**
 * Receives the audit trail of a run, entry by entry and in order, on its own thread: a sink that
 * throws or is slow does not affect the run. The events it misses are counted and reported once, as
 * a warning of the run. A sink must be thread-safe only if several threads use its publisher.
 */
@FunctionalInterface
public interface AuditSink extends AutoCloseable {
  /**
   * Receives an entry. At its end, a run waits a few seconds for its sinks; a sink that still
   * blocks is then interrupted.
   *
   * @param entry the entry; holds no secret
   */
  void accept(AuditEntry entry);

  /**
   * Called when no entry is waiting: for work that is better done once for many entries, such as
   * forcing them to disk or sending them.
   */
  default void flush() {}

  /**
   * Called once, after the last entry of the sink's publisher.
   *
   * @throws IOException if what was written can't be completed; reported, not thrown on
   */
  @Override
  default void close() throws IOException {}
}
