package dev.trustedpublishing.core.transport;

import java.io.IOException;

/** A proxy made no tunnel; what it answered is not the server's answer. */
final class TunnelRefused extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  TunnelRefused(int status) {
    super("The proxy answered " + status + ".");
    this.status = status;
  }

  int status() {
    return status;
  }
}
