package dev.trustedpublishing.integration.faults.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.core.http.TestCertificate;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.integration.faults.cell.ExpectedOutcome.Seen;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** T05, T06, T17: servers that are not to be trusted, or can't be spoken to. */
final class TlsFaults {
  private static final String ALL = "OAXPUR";
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final ExpectedOutcome UNTRUSTED =
      ExpectedOutcome.stops("usage.tls-untrusted", "NOT_SENT", Seen.NOTHING);
  private static final ExpectedOutcome UNSUPPORTED =
      ExpectedOutcome.stops("usage.tls-unsupported", "NOT_SENT", Seen.NOTHING);

  /** Fatal, number 70 (RFC 8446, 6). */
  private static final byte[] PROTOCOL_VERSION_ALERT = {21, 3, 1, 0, 2, 2, 70};

  private TlsFaults() {}

  static List<FaultCell> cells() {
    return Stream.of(untrusted(), unsupported(), pinned()).flatMap(List::stream).toList();
  }

  private static List<FaultCell> untrusted() {
    return List.of(
        untrusted("T05 self-signed certificate", d -> {}, Certificates::selfSigned)
            .in(FaultCell.OVER_TLS)
            .saying("subject CN=Test Registry,", "issuer CN=Test Registry,"),
        untrusted("T05 unknown authority", d -> {}, Certificates::unknownAuthority)
            .saying("subject CN=Test Registry,", "issuer CN=Test Authority"),
        untrusted("T05 expired", trusting(Certificates::expired), Certificates::expired)
            .saying("NotAfter"),
        untrusted("T05 not valid yet", trusting(Certificates::tooEarly), Certificates::tooEarly)
            .saying("NotBefore"),
        untrusted("T05 other host", trusting(Certificates::otherHost), Certificates::otherHost)
            .saying("No subject alternative DNS name matching"));
  }

  private static FaultCell untrusted(
      String name,
      CellFault.Preparation client,
      Function<Certificates, TestCertificate> certificate) {
    CellFault fault =
        untrustedServer(() ->
                FaultServer.tls(
                    certificate.apply(Certificates.get()).context(), ServerConnection::readHead))
            .and(client);
    return FaultCell.of(name, ALL, fault, UNTRUSTED)
        .in(FaultCell.ONCE_OVER_TLS)
        .saying("the certificate of ", " is not trusted", "valid from 20", "SSL_CERT_FILE")
        .checking((observed, route) -> assertThat(route.receivedByUntrustedServers()).isEmpty());
  }

  private static CellFault.Preparation trusting(
      Function<Certificates, TestCertificate> certificate) {
    return route -> {
      KeyStore trust = certificate.apply(Certificates.get()).trust();
      route.settings(usual -> usual.withTrusted(trust));
    };
  }

  private static List<FaultCell> unsupported() {
    CellFault plain =
        untrustedServer(() ->
            FaultServer.plain(connection -> connection.send("HTTP/1.1 400 No\r\n\r\n").readOn()));
    CellFault old =
        untrustedServer(
            () -> FaultServer.plain(connection -> connection.send(helloOfTls10()).readOn()));
    CellFault refusing =
        untrustedServer(() ->
            FaultServer.plain(connection -> connection.send(PROTOCOL_VERSION_ALERT).readOn()));
    CellFault hanging =
        untrustedServer(() -> FaultServer.plain(ServerConnection::stayOpen))
            .and(route -> route.settings(usual -> usual.with(Limit.HANDSHAKE, SHORT)));
    return List.of(
        FaultCell.of("T06 plain HTTP on the TLS port", ALL, plain, UNSUPPORTED)
            .in(FaultCell.OVER_TLS)
            .saying("bytes that are not TLS, such as plain HTTP"),
        FaultCell.of("T06 TLS 1.0", ALL, old, UNSUPPORTED)
            .in(FaultCell.ONCE_OVER_TLS)
            .saying("a server without a common TLS version"),
        FaultCell.of("T06 refuses our versions", ALL, refusing, UNSUPPORTED)
            .in(FaultCell.ONCE_OVER_TLS)
            .saying("a server without a common TLS version"),
        FaultCell.of("T06 requires a client certificate", ALL, demanding(), UNSUPPORTED)
            .in(FaultCell.ONCE_OVER_TLS)
            .saying("requires a client certificate", "Client certificates are not supported"),
        FaultCell.of(
                "T06 handshake that hangs",
                ALL,
                hanging,
                ExpectedOutcome.again("temporary.timeout", "NOT_SENT", Seen.NOTHING))
            .in(FaultCell.OVER_TLS));
  }

  private static CellFault demanding() {
    return untrustedServer(() ->
            FaultServer.tls(
                Certificates.get().selfSigned().context(),
                socket -> {
                  socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                  socket.setNeedClientAuth(true);
                },
                ServerConnection::readRequest))
        .and(trusting(Certificates::selfSigned));
  }

  /** A server's first words in TLS 1.0 (RFC 2246, 7.4.1.3). */
  private static byte[] helloOfTls10() {
    ByteBuffer hello = ByteBuffer.allocate(5 + 4 + 38);
    hello.put(new byte[] {22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1});
    hello.put(new byte[32]).put(new byte[] {0, (byte) 0xc0, 0x13, 0});
    return hello.array();
  }

  /** All gateways prefer HTTP/2. */
  private static List<FaultCell> pinned() {
    return List.of(
        FaultCell.of(
                "T17 nothing else is offered",
                ALL,
                CellFault.ofRequest(d -> {}),
                ExpectedOutcome.harmless())
            .in(FaultCell.OVER_TLS)
            .checking((observed, route) -> {
              assertThat(route.offeredProtocols()).isNotEmpty().containsOnly(List.of("http/1.1"));
              assertThat(observed.requests())
                  .filteredOn(request -> request.call() == route.call())
                  .isNotEmpty()
                  .allMatch(request -> request.head().contains(" HTTP/1.1\r\n"))
                  .noneMatch(request -> request.head().contains("h2c"));
            }));
  }

  @FunctionalInterface
  private interface Opening {
    FaultServer open() throws Exception;
  }

  /** The call's connection leads to a server that must not receive a secret. */
  private static CellFault untrustedServer(Opening earlierPath) {
    return CellFault.ofConnection(route -> {
      FaultServer server = route.closing(earlierPath.open());
      route.untrustedServer(() -> String.join("\n", server.heads()));
      route.handler(TcpRelay.to(server.port()));
    });
  }
}
