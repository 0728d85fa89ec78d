package dev.trustedpublishing.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the publisher's own transport takes from the environment that the publisher was given. */
class LazyTransportTest {
  private static final HttpRequest CALL =
      HttpRequest.get(URI.create("https://registry.example/"), "ask the registry");

  @Test
  @FaultRow("E04")
  void invalidProxyVariable_failsFirstRequest() {
    try (LazyTransport transport = transport("socks5://user:secret-word@proxy.example:1080")) {
      TrustedPublishingException e =
          catchThrowableOfType(TrustedPublishingException.class, () -> transport.send(CALL));

      assertThat(e.code()).hasToString("usage.proxy");
      assertThat(e).hasMessageContaining("HTTPS_PROXY").hasMessageNotContaining("secret-word");
    }
  }

  @Test
  @FaultRow("T08")
  void proxyVariable_selectsProxy() throws Exception {
    try (FaultServer proxy =
            FaultServer.plain(connection -> {
              connection.readHead();
              connection.answer(403, "").stayOpen();
            });
        LazyTransport transport = transport("http://127.0.0.1:" + proxy.port())) {
      TransportException e =
          catchThrowableOfType(TransportException.class, () -> transport.send(CALL));

      assertThat(e.problem().code()).hasToString("temporary.proxy");
      assertThat(proxy.heads())
          .singleElement()
          .satisfies(head -> assertThat(head).startsWith("CONNECT registry.example:443 "));
    }
  }

  private static LazyTransport transport(String proxy) {
    return new LazyTransport(() -> CiEnvironment.of(Map.of("HTTPS_PROXY", proxy)));
  }
}
