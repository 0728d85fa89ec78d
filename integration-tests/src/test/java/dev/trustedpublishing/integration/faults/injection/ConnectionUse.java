package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How long a server keeps connections, and how it ends them. */
public enum ConnectionUse {
  /** It says with each response that it closes the connection, and does. */
  CLOSED(1),
  /** It never ends one. */
  KEPT(Integer.MAX_VALUE),
  /** It says nothing, and the end comes as soon as it can. */
  CLOSED_SILENTLY(1),
  CLOSED_AFTER_THREE(3),
  RESET_AFTER_THREE(3),
  /** It ends when the next request has begun. */
  CLOSED_WITHIN_SECOND(1),
  RESET_WITHIN_THIRD(2);

  private final int requests;

  ConnectionUse(int requests) {
    this.requests = requests;
  }

  /** Whether the client races with the end of its connections. */
  boolean races() {
    return this != CLOSED && this != KEPT;
  }

  boolean endsAfter(int served) {
    return served >= requests;
  }

  byte[] announced(byte[] response) {
    if (this == CLOSED) {
      return response;
    }
    return new String(response, StandardCharsets.ISO_8859_1)
        .replaceFirst("(?i)\r\nConnection: close\r\n", "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  void end(ServerConnection connection) throws IOException {
    switch (this) {
      case CLOSED, KEPT, CLOSED_SILENTLY, CLOSED_AFTER_THREE -> {}
      case RESET_AFTER_THREE -> connection.reset();
      case CLOSED_WITHIN_SECOND -> connection.read(20);
      case RESET_WITHIN_THIRD -> {
        connection.read(20);
        connection.reset();
      }
    }
  }
}
