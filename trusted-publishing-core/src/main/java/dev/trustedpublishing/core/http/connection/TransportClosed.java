package dev.trustedpublishing.core.http.connection;

import java.io.IOException;

/** The transport was closed while the call was under way. */
public final class TransportClosed extends IOException {
  private static final long serialVersionUID = 1L;

  public TransportClosed() {
    super("The transport was closed.");
  }
}
