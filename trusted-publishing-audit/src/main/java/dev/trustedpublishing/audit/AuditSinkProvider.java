package dev.trustedpublishing.audit;

import dev.trustedpublishing.api.CiEnvironment;
import java.util.Optional;

/**
 * Provides an audit sink from a jar. Found by {@link java.util.ServiceLoader}; needs a public
 * constructor without parameters (or a static {@code provider()} method in a named module) that
 * does no work. An exception is only a warning of the run. Implementations are thread-safe.
 */
public interface AuditSinkProvider {
  /**
   * Returns the provider's stable id. Two providers with the same id are an error that names both
   * jars.
   *
   * @return lower-case letters, digits, and hyphens
   */
  String id();

  /**
   * Opens a sink for one publisher, which closes it. Called once, before the publisher's first run.
   *
   * @param environment the job's variables
   * @return the sink; empty if it does not apply to this environment
   */
  Optional<AuditSink> open(CiEnvironment environment);
}
