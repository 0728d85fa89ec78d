package dev.trustedpublishing.api.event;

import java.io.IOException;

/**
 * Receives the audit trail of a run, entry by entry and in order. A sink that throws does not harm
 * the run: the fault is reported once, in the run's result. Sinks that do slow things should hand
 * over to a thread of their own.
 */
@FunctionalInterface
public interface AuditSink extends AutoCloseable {
  /**
   * Takes an entry.
   *
   * @param entry the entry; holds no secret
   */
  void accept(AuditEntry entry);

  /**
   * Is called once, after the last entry of the publisher that the sink was given to.
   *
   * @throws IOException if what was written can't be completed; reported, not thrown on
   */
  @Override
  default void close() throws IOException {}
}
