package dev.trustedpublishing.testkit.broken;

import dev.trustedpublishing.core.TrustedPublisher;

/** Breaks a rule on purpose; ArchitectureTest must notice. */
final class TestkitThatNeedsCore {
  TrustedPublisher publisher = TrustedPublisher.builder().build();
}
