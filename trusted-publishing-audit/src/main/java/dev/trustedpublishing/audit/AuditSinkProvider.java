package dev.trustedpublishing.audit;

import dev.trustedpublishing.api.CiEnvironment;
import java.util.Optional;

/**
 * Brings an audit sink along with a jar. Found by {@link java.util.ServiceLoader}; needs a public
 * constructor without parameters (or a static {@code provider()} method in a named module) that
 * does no work. Whoever throws here harms no run: it is a warning. Implementations are thread-safe.
 */
public interface AuditSinkProvider {
  /**
   * Returns the provider's stable id. Two providers with one id are an error that names both jars.
   *
   * @return lower-case letters, digits and hyphens
   */
  String id();

  /**
   * Opens a sink for one publisher, which closes it. Called once, before the publisher's first run.
   *
   * @param environment the job's variables
   * @return the sink; empty if there is nothing to record for here
   */
  Optional<AuditSink> open(CiEnvironment environment);
}
