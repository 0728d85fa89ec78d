package dev.trustedpublishing.api.broken;

import dev.trustedpublishing.core.TrustedPublisher;

/** Breaks a rule on purpose; ArchitectureTest must notice. */
final class ApiThatNeedsCore {
  TrustedPublisher publisher = TrustedPublisher.builder().build();
}
