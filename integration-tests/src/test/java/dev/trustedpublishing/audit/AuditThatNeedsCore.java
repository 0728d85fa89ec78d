package dev.trustedpublishing.audit;

import dev.trustedpublishing.core.TrustedPublisher;

/** Breaks a rule on purpose; ArchitectureTest must notice. */
final class AuditThatNeedsCore {
  TrustedPublisher.Builder builder = TrustedPublisher.builder();
}
