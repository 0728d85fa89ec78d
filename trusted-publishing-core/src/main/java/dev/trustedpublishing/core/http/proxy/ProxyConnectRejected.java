package dev.trustedpublishing.core.http.proxy;

import java.io.IOException;

/** A proxy made no tunnel; what it answered is not the server's answer. */
public final class ProxyConnectRejected extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  public ProxyConnectRejected(int status) {
    super("The proxy answered " + status + ".");
    this.status = status;
  }

  public int status() {
    return status;
  }
}
