package dev.trustedpublishing.core.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.internal.hc.core5.http.EndpointDetails;
import dev.trustedpublishing.internal.hc.core5.http.impl.BasicEndpointDetails;
import dev.trustedpublishing.internal.hc.core5.reactor.IOSession;
import dev.trustedpublishing.internal.hc.core5.util.Timeout;
import dev.trustedpublishing.testkit.fault.FaultRow;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which requests are the first of their connection. */
class SessionWatchTest {
  private static final InetSocketAddress HERE = InetSocketAddress.createUnresolved("here", 1);
  private static final InetSocketAddress THERE = InetSocketAddress.createUnresolved("there", 2);

  private final SessionWatch watch = new SessionWatch(() -> {});
  private final EndpointDetails connection =
      new BasicEndpointDetails(THERE, HERE, null, Timeout.DISABLED);

  @Test
  @FaultRow("T32")
  void firstRequest_isFirstOnlyOnce() {
    watch.connected(session("1"));

    assertThat(watch.isFirstRequest(connection)).isTrue();
    assertThat(watch.isFirstRequest(connection)).isFalse();
  }

  /** It was kept and has just been closed: the request must be sent on another connection. */
  @Test
  @FaultRow("T11")
  void closedConnection_isNeitherNewNorIdle() {
    IOSession session = session("1");
    watch.connected(session);
    watch.isFirstRequest(connection);
    watch.disconnected(session);

    assertThat(watch.isFirstRequest(connection)).isFalse();
    assertThat(watch.isIdle(connection)).isFalse();
  }

  @Test
  void nextConnectionOfTheSameAddresses_isNewAgain() {
    IOSession session = session("1");
    watch.connected(session);
    watch.isFirstRequest(connection);
    watch.disconnected(session);
    watch.connected(session("2"));

    assertThat(watch.isFirstRequest(connection)).isTrue();
  }

  private static IOSession session(String id) {
    Map<String, Object> answers =
        Map.of("getId", id, "getLocalAddress", HERE, "getRemoteAddress", THERE);
    return (IOSession)
        Proxy.newProxyInstance(
            IOSession.class.getClassLoader(),
            new Class<?>[] {IOSession.class},
            (session, method, arguments) -> answers.get(method.getName()));
  }
}
