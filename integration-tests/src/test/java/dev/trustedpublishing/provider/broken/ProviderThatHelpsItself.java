package dev.trustedpublishing.provider.broken;

import dev.trustedpublishing.audit.AuditSink;
import dev.trustedpublishing.core.TrustedPublisher;
import java.io.IOException;
import java.net.Socket;

/** Breaks three rules on purpose; ArchitectureTest must notice. */
final class ProviderThatHelpsItself {
  Socket open(AuditSink sink) throws IOException {
    TrustedPublisher.builder().onEvent(sink);
    return new Socket(System.getenv("HOST"), 443);
  }
}
