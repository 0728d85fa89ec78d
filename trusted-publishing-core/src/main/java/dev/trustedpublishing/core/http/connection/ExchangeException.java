package dev.trustedpublishing.core.http.connection;

import java.io.IOException;
import java.time.Duration;

/**
 * The reasons for ending an exchange that are not network failures, bytes of the server, or content
 * of the caller. Each is created by a method with a general type, so that Java does not load these
 * classes for a successful request.
 */
public abstract sealed class ExchangeException extends IOException {
  private static final long serialVersionUID = 1L;

  private ExchangeException(String message) {
    super(message);
  }

  /** Makes the client drop the connection, because the rest of its input is not needed. */
  static final class Ended extends ExchangeException {
    private static final long serialVersionUID = 1L;

    private Ended(String why) {
      super(why);
    }

    static IOException because(String why) {
      return new Ended(why);
    }
  }

  /** The transport was closed during the request. */
  public static final class Closed extends ExchangeException {
    private static final long serialVersionUID = 1L;

    private Closed() {
      super("The transport was closed.");
    }

    public static IOException now() {
      return new Closed();
    }
  }

  /** A proxy did not open a tunnel; its response is not the server's. */
  public static final class ConnectRejected extends ExchangeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    private ConnectRejected(int status) {
      super("The proxy answered " + status + ".");
      this.status = status;
    }

    static IOException with(int status) {
      return new ConnectRejected(status);
    }

    public int status() {
      return status;
    }
  }

  /** The time limit of a phase is exceeded. */
  public static final class TimedOut extends ExchangeException {
    private static final long serialVersionUID = 1L;
    private final Phase phase;
    private final Duration limit;

    private TimedOut(Phase phase, Duration limit) {
      super("timed out after " + limit);
      this.phase = phase;
      this.limit = limit;
    }

    static IOException after(Duration limit, Phase phase) {
      return new TimedOut(phase, limit);
    }

    public Phase phase() {
      return phase;
    }

    public Duration limit() {
      return limit;
    }
  }
}
