package dev.trustedpublishing.core.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.internal.hc.core5.http.ConnectionClosedException;
import dev.trustedpublishing.internal.hc.core5.http.HttpConnectionMetrics;
import dev.trustedpublishing.internal.hc.core5.http.message.BasicHttpResponse;
import dev.trustedpublishing.internal.hc.core5.http.protocol.HttpCoreContext;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a response proves about the connections of a server. */
class HttpExchangeTest {
  private final HttpExchange exchange =
      new HttpExchange(
          TransportSettings.of("test"),
          HttpRequest.get(URI.create("https://registry.example/"), "ask"),
          null,
          System::nanoTime);

  /** A request to a proxy counts at HttpClient, but proves nothing about the server. */
  @ParameterizedTest(name = "kept {0}, first request {1}, HttpClient counts {2}: {3}")
  @CsvSource({
    "true, false, 1, WORKED",
    "true, false, 2, WORKED",
    // The kept connection was closed after it was chosen, and HttpClient connected anew.
    "true, true, 0, NONE",
    "true, true, 1, NONE",
    "false, true, 0, NONE",
  })
  @FaultRow("T32")
  void response_provesReuseOnUsedConnectionOnly(
      boolean kept, boolean first, long counted, ConnectionReuse.Result result) throws Exception {
    exchange.connect(kept);
    exchange.begin(metrics(counted), first, () -> true);
    exchange.consumeResponse(new BasicHttpResponse(204), null, HttpCoreContext.create(), exchange);

    assertThat(exchange.reuse()).isEqualTo(result);
  }

  @Test
  @FaultRow("T11")
  void keptConnectionThatIsNotIdle_isNotUsed() {
    exchange.connect(true);

    assertThatThrownBy(() -> exchange.begin(metrics(1), false, () -> false))
        .isInstanceOf(ConnectionClosedException.class);
  }

  private static HttpConnectionMetrics metrics(long requests) {
    return new HttpConnectionMetrics() {
      @Override
      public long getRequestCount() {
        return requests;
      }

      @Override
      public long getResponseCount() {
        return requests;
      }

      @Override
      public long getSentBytesCount() {
        return 100 * requests;
      }

      @Override
      public long getReceivedBytesCount() {
        return 100 * requests;
      }
    };
  }
}
