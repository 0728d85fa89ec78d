package dev.trustedpublishing.audit;

import java.io.IOException;

/**
 * Receives the audit trail of a run, entry by entry and in order, on a thread of its own: a sink
 * that throws, or that takes its time, does not harm the run. What it missed for that reason is
 * counted and reported once, as a warning of the run. A sink must be thread-safe only if the
 * publisher that it was given to is used by several threads.
 */
@FunctionalInterface
public interface AuditSink extends AutoCloseable {
  /**
   * Takes an entry. A run waits at its end for some seconds until its sinks have taken everything;
   * a sink that still blocks then is interrupted.
   *
   * @param entry the entry; holds no secret
   */
  void accept(AuditEntry entry);

  /**
   * Is called when no entry waits any more: the time for what is better done once for many entries,
   * such as forcing them to disk or sending them away.
   */
  default void flush() {}

  /**
   * Is called once, after the last entry of the publisher that the sink was given to.
   *
   * @throws IOException if what was written can't be completed; reported, not thrown on
   */
  @Override
  default void close() throws IOException {}
}
