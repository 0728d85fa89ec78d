package dev.trustedpublishing.core.transport;

import java.io.IOException;

/** The transport was closed while the call was under way. */
final class TransportClosed extends IOException {
  private static final long serialVersionUID = 1L;

  TransportClosed() {
    super("The transport was closed.");
  }
}
