package dev.trustedpublishing.audit;

import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;

/** Breaks a rule on purpose; ArchitectureTest must notice. */
final class AuditThatNeedsCore {
  TrustedPublisherBuilder builder = TrustedPublisher.builder();
}
