package dev.trustedpublishing.provider.broken;

import dev.trustedpublishing.core.audit.Fingerprint;

/** Breaks a rule on purpose; ArchitectureTest must notice. */
final class ProviderThatUsesInternals {
  Fingerprint fingerprint;
}
