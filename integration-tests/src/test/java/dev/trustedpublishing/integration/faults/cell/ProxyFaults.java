package dev.trustedpublishing.integration.faults.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.core.http.proxy.Proxies;
import dev.trustedpublishing.integration.faults.cell.ExpectedOutcome.Seen;
import dev.trustedpublishing.testkit.fault.FaultServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** T08, T09: proxies, and what does not go there. */
final class ProxyFaults {
  private static final String ALL = "OAXPUR";
  private static final String ASKING =
      "HTTP/1.1 407 Who?\r\n"
          + "Proxy-Authenticate: Basic realm=\"x\"\r\n"
          + "Content-Length: 5\r\n\r\n"
          + "words";
  private static final String PASSWORD = "secret-of-the-proxy";
  private static final ExpectedOutcome NO_TUNNEL =
      ExpectedOutcome.again("temporary.proxy", "NOT_SENT", Seen.NOTHING);
  private static final ExpectedOutcome UNKNOWN =
      ExpectedOutcome.stops("usage.proxy-auth", "NOT_SENT", Seen.NOTHING);

  private ProxyFaults() {}

  static List<FaultCell> cells() {
    List<FaultCell> cells = new ArrayList<>(faults());
    for (String variable :
        List.of(
            "NO_PROXY=other.test,.example:PORT",
            "NO_PROXY=*",
            "no_proxy=EXAMPLE;NO_PROXY=other.test")) {
      cells.add(exception("T09 direct by " + variable, variable, 0));
    }
    for (String variable :
        List.of(
            "NO_PROXY=ample,.example:1,127.0.0.1,127.0.0.0/8",
            "no_proxy=other.test;NO_PROXY=example")) {
      cells.add(exception("T09 tunnel in spite of " + variable, variable, 1));
    }
    cells.add(exception("T09 loopback", "", 0).in(FaultCell.PLAIN));
    return cells;
  }

  private static List<FaultCell> faults() {
    return List.of(
        FaultCell.of(
                "T08 proxy that refuses",
                ALL,
                CellFault.ofConnection(route -> through(route, "", deadPort(route), Map.of())),
                NO_TUNNEL)
            .in(FaultCell.OVER_TLS),
        proxy("T08 407 without credentials", "", ASKING, UNKNOWN)
            .saying("and no user name and password in HTTPS_PROXY"),
        proxy("T08 407 with wrong ones", "robot:" + PASSWORD + "@", ASKING, UNKNOWN)
            .saying("for the configured user name and password"),
        proxy("T08 403 on CONNECT", "", "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", NO_TUNNEL),
        proxy("T08 502 on CONNECT", "", "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n", NO_TUNNEL),
        proxy(
            "T08 drop after CONNECT",
            "",
            "HTTP/1.1 200 Here\r\n\r\n",
            ExpectedOutcome.again("temporary.proxy|temporary.tls", "NOT_SENT", Seen.NOTHING)),
        FaultCell.of(
                "T08 proxy that works",
                ALL,
                tunnel("", "robot:" + PASSWORD + "@"),
                ExpectedOutcome.harmless())
            .in(FaultCell.OVER_TLS)
            .checking((observed, route) -> {
              assertThat(route.tunnels()).isEqualTo(1);
              assertThat(observed.requests())
                  .noneMatch(request -> request.head().contains("Proxy-"))
                  .noneMatch(request -> request.carries(PASSWORD) || request.carries(login()));
            }));
  }

  private static FaultCell proxy(
      String name, String login, String answer, ExpectedOutcome expected) {
    return FaultCell.of(
            name, ALL, CellFault.ofConnection(d -> answering(d, login, answer)), expected)
        .in(FaultCell.ONCE_OVER_TLS)
        .saying("the proxy 127.0.0.1:")
        .checking((observed, route) -> {
          assertThat(route.receivedByUntrustedServers()).contains("CONNECT ");
          assertThat(observed.output().values()).noneMatch(said -> said.contains(PASSWORD));
        });
  }

  private static void answering(FaultyRoute route, String login, String answer) throws IOException {
    FaultServer proxy =
        route.closing(
            FaultServer.plain(connection -> {
              connection.readHead();
              connection.send(answer);
              if (answer.contains(" 200 ")) {
                connection.reset();
              } else {
                connection.stayOpen();
              }
            }));
    route.untrustedServer(() -> withoutLogin(String.join("\n", proxy.heads())));
    through(route, login, proxy.port(), Map.of());
  }

  private static FaultCell exception(String name, String variables, int tunnels) {
    return FaultCell.of(name, ALL, tunnel(variables, ""), ExpectedOutcome.harmless())
        .in(FaultCell.ONCE_OVER_TLS)
        .checking((observed, route) -> assertThat(route.tunnels()).isEqualTo(tunnels));
  }

  /** A proxy that works, and a client that may have reasons not to use it. */
  private static CellFault tunnel(String variables, String login) {
    return CellFault.ofConnection(route -> {
      FaultServer proxy =
          route.closing(
              FaultServer.plain(connection -> {
                connection.readHead();
                connection.send("HTTP/1.1 200 Connected\r\n\r\n");
                new TcpRelay(connection.rawSocket(), route.port()).run();
              }));
      route.untrustedServer(() -> withoutLogin(String.join("\n", proxy.heads())));
      route.tunnels(proxy::connections);
      through(route, login, proxy.port(), exceptions(variables, route.port()));
    });
  }

  private static Map<String, String> exceptions(String variables, int port) {
    Map<String, String> exceptions = new HashMap<>();
    for (String variable : variables.replace("PORT", String.valueOf(port)).split(";", -1)) {
      int end = variable.indexOf('=');
      if (end > 0) {
        exceptions.put(variable.substring(0, end), variable.substring(end + 1));
      }
    }
    return exceptions;
  }

  private static void through(FaultyRoute route, String login, int port, Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("HTTPS_PROXY", "http://" + login + "127.0.0.1:" + port);
    Proxies proxies = Proxies.from(CiEnvironment.of(variables));
    route.settings(usual -> usual.withProxies(proxies));
  }

  /** The proxy may receive this; everything else that it received is scanned. */
  private static String withoutLogin(String heads) {
    return heads.replaceAll("(?i)Proxy-Authorization: [^\r]*", "");
  }

  private static String login() {
    return Base64.getEncoder()
        .encodeToString(("robot:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
  }

  /** Bound, so that no other run gets it, and never listening, so that connections are refused. */
  private static int deadPort(FaultyRoute route) throws IOException {
    Socket bound = route.closing(new Socket());
    bound.bind(new InetSocketAddress(TcpRelay.loopback(), 0));
    return bound.getLocalPort();
  }
}
