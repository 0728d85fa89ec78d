package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.internal.hc.core5.http.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may use a kept connection, by what its server did with earlier ones: a
 * server that closes them without saying so must not cost more than one request. Thread-safe.
 *
 * <p>An exchange or a revocation with a lost response is worse than a new connection, so it never
 * is the first to try.
 */
public final class ConnectionReuse {
  /** What became of a kept connection. */
  enum Result {
    /** It was a new one, or ended before a byte was written, or by a time limit. */
    NONE,
    /** There was a response. */
    WORKED,
    /** It broke after bytes of the request were written. */
    LOST_REQUEST
  }

  private enum Experience {
    KEEPS,
    LOSES_REQUESTS
  }

  private final Map<Origin, Experience> servers = new ConcurrentHashMap<>();

  /** Returns whether the request may use a kept connection. */
  public boolean permits(HttpRequest call, @Nullable RequestBody body) {
    Experience known = servers.get(call.origin());
    if (known != null) {
      return known == Experience.KEEPS;
    }
    return Method.GET.isSame(call.method()) || (body != null && body.streamed());
  }

  /** Learns from an exchange that has ended. */
  public void learn(Origin server, HttpExchange exchange) {
    switch (exchange.reuse()) {
      case NONE -> {}
      case WORKED -> servers.putIfAbsent(server, Experience.KEEPS);
      case LOST_REQUEST -> servers.put(server, Experience.LOSES_REQUESTS);
    }
  }
}
