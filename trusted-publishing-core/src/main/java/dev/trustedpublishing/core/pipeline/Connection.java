package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.retry.RetryPolicies;

/** The registry of one run, and what every call to it needs. */
public record Connection(
    RepositoryTarget target,
    RepositoryClient client,
    DefaultSpiContext context,
    RetryPolicies retries) {

  AuditTrail trail() {
    return context.trail();
  }
}
