package dev.trustedpublishing.integration.faults.cell;

import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.integration.faults.cell.ExpectedOutcome.Seen;
import dev.trustedpublishing.integration.faults.injection.RequestFault;
import dev.trustedpublishing.testkit.fault.FaultProxy;
import dev.trustedpublishing.testkit.fault.NetworkFault;
import dev.trustedpublishing.testkit.fault.NetworkFaults;
import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * T15, T18 to T21, T25, T30: responses that come too early or too late, and bytes that go slowly.
 */
final class TimingFaults {
  private static final String ALL = "OAXPUR";
  private static final int MIB = 1 << 20;

  /** Represents the minutes of the usual limits; longer than a busy machine pauses. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final String WORDS = "words of the server";
  private static final ExpectedOutcome TIMEOUT_AFTER_ALL =
      ExpectedOutcome.again("temporary.timeout", "AMBIGUOUS", Seen.CARRIED_OUT);

  private TimingFaults() {}

  static List<FaultCell> cells() {
    return Stream.of(early(), stalls(), silence(), stops(), slices())
        .flatMap(List::stream)
        .toList();
  }

  /** How a server continues that has rejected early. */
  @FunctionalInterface
  private interface Ending {
    void play(ServerConnection connection) throws IOException, InterruptedException;
  }

  private static List<FaultCell> early() {
    List<FaultCell> cells = new ArrayList<>();
    cells.add(refused(400, 0, "reset", ServerConnection::reset, "publish.rejected"));
    cells.add(
        refused(
            401,
            1,
            "drain",
            ServerConnection::drain,
            "publish.forbidden",
            "publish.token-expired"));
    cells.add(refused(403, 2, "stay open", ServerConnection::stayOpen, "publish.forbidden"));
    cells.add(
        refused(
            404, 0, "read on", ServerConnection::readOn, "publish.rejected", "publish.forbidden"));
    cells.add(refused(413, 1, "reset", ServerConnection::reset, "publish.file-too-large"));
    cells.add(
        refused(
            422,
            2,
            "drain",
            ServerConnection::drain,
            "publish.rejected",
            "publish.invalid-metadata"));
    cells.add(closed(429, 0, "stay open", ServerConnection::stayOpen, "temporary.rate-limited"));
    cells.add(
        closed(503, 1, "read on", ServerConnection::readOn, "temporary.registry-closed")
            .in(FaultCell.ONCE_OVER_TLS));
    cells.add(
        closed(503, 1, "reset", ServerConnection::reset, "temporary.registry-error")
            .in(Set.of(FaultCell.Setting.NPM_TLS)));
    // Without TLS whatever the socket still holds, which is all of it unless there is a reset.
    cells.add(
        refused(413, 2, "drain", ServerConnection::drain, "publish.file-too-large")
            .in(FaultCell.PLAIN));
    return cells;
  }

  private static FaultCell refused(int status, int part, String way, Ending ending, String code) {
    return refused(status, part, way, ending, code, code);
  }

  private static FaultCell refused(
      int status, int part, String way, Ending ending, String code, String codeOfNpm) {
    ExpectedOutcome atNpm =
        codeOfNpm.equals("publish.token-expired")
            ? ExpectedOutcome.renewed(codeOfNpm, Seen.NOTHING)
            : ExpectedOutcome.stops(codeOfNpm, "ANSWERED", Seen.NOTHING);
    return FaultCell.of(
            "T15 " + status + " early, then " + way,
            "U",
            earlyAnswer(status, part, ending),
            ExpectedOutcome.stops(code, "ANSWERED", Seen.NOTHING).atNpm("U", atNpm))
        .in(FaultCell.OVER_TLS)
        .saying("HTTP " + status, WORDS);
  }

  private static FaultCell closed(int status, int part, String way, Ending ending, String code) {
    return FaultCell.of(
            "T15 " + status + " early, then " + way,
            "U",
            earlyAnswer(status, part, ending),
            ExpectedOutcome.again(code, "ANSWERED", Seen.NOTHING))
        .in(FaultCell.OVER_TLS);
  }

  /** After nothing, after 1 MiB, after half of the body. */
  private static CellFault earlyAnswer(int status, int part, Ending ending) {
    return CellFault.of(
            (request, context) -> {
              request.read(part == 0 ? 0 : part == 1 ? MIB : request.length() / 2);
              request.answer(status, "text/plain", WORDS);
              ending.play(request.connection());
            })
        .with(3 << 10);
  }

  private static List<FaultCell> stalls() {
    ExpectedOutcome unsent = ExpectedOutcome.again("temporary.timeout", "NOT_SENT", Seen.NOTHING);
    ExpectedOutcome unclear = ExpectedOutcome.again("temporary.timeout", "AMBIGUOUS", Seen.NOTHING);
    return List.of(
        FaultCell.of("T18 reads nothing of the body", "U", stall(0).with(8 << 10), unsent)
            .in(Set.of(FaultCell.Setting.INDEX_PLAIN, FaultCell.Setting.NPM_TLS)),
        FaultCell.of("T18 reads 1 MiB of the body", "U", stall(MIB).with(12 << 10), unsent)
            .in(FaultCell.ONCE_OVER_TLS),
        FaultCell.of(
                "T18 leaves the last byte",
                "U",
                hurried((request, context) -> {
                  request.read(request.length() - 1);
                  request.connection().stayOpen();
                }),
                unclear)
            .in(FaultCell.EVERYWHERE),
        FaultCell.of("T19 slow but alive", "U", trickle(), ExpectedOutcome.harmless()));
  }

  private static CellFault stall(int read) {
    return hurried((request, context) -> {
      request.read(read);
      request.connection().stayOpen();
    });
  }

  /** Takes longer than every limit but that for standing still. */
  private static CellFault trickle() {
    Duration limit = Duration.ofSeconds(1);
    return CellFault.of(
            (request, context) -> {
              long end = System.nanoTime() + 2 * limit.toNanos();
              for (int pieces = 40; pieces > 0; pieces--) {
                request.read(request.length() / 40);
                TimeUnit.NANOSECONDS.sleep((end - System.nanoTime()) / pieces);
              }
              request.answer(request.forward());
            })
        .with(1 << 10)
        .and(route -> route.settings(usual -> usual.with(Limit.CALL, limit)));
  }

  private static List<FaultCell> silence() {
    return List.of(
        FaultCell.of(
                "T20 no answer",
                "XU",
                hurried((request, context) -> {
                  request.forward();
                  request.connection().stayOpen();
                }),
                TIMEOUT_AFTER_ALL)
            .in(FaultCell.EVERYWHERE),
        FaultCell.of(
            "T20 no answer, and not carried out",
            "XU",
            hurried((request, context) -> {
              request.readAll();
              request.connection().stayOpen();
            }),
            ExpectedOutcome.again("temporary.timeout", "AMBIGUOUS", Seen.REQUEST)));
  }

  /** Once the status of an upload is there, it decides; npm's needs a body that it is. */
  private static List<FaultCell> stops() {
    ExpectedOutcome noBody =
        TIMEOUT_AFTER_ALL
            .except("U", ExpectedOutcome.harmless())
            .atNpm(
                "U",
                ExpectedOutcome.again(
                    "temporary.unexpected-answer", "AMBIGUOUS", Seen.CARRIED_OUT));
    return List.of(
        FaultCell.of("T21 stops after its head", ALL, stop("Content-Length: 100\r\n\r\n{"), noBody)
            .in(FaultCell.EVERYWHERE),
        FaultCell.of("T21 drips", ALL, drip(), noBody).in(FaultCell.ONCE),
        FaultCell.of("T21 stops in its head", ALL, stop("Content-Le"), TIMEOUT_AFTER_ALL)
            .in(FaultCell.ONCE));
  }

  private static CellFault stop(String part) {
    return hurried((request, context) -> {
      request.forward();
      request.connection().send("HTTP/1.1 200 OK\r\n" + part).stayOpen();
    });
  }

  private static CellFault drip() {
    return hurried((request, context) -> {
      request.forward();
      request.connection().send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
      for (int i = 0; i < 1000; i++) {
        request.connection().send(" ");
        TimeUnit.MILLISECONDS.sleep(20);
      }
    });
  }

  private static List<FaultCell> slices() {
    CellFault early =
        CellFault.ofRequest(
                route -> {
                  CountDownLatch said = new CountDownLatch(1);
                  route.action((request, context) -> {
                    request.answer(200, "text/plain", "OK");
                    said.countDown();
                    request.connection().drain();
                  });
                  route.change(
                      PausedBody.until(
                          length -> length / 4, () -> said.await(10, TimeUnit.SECONDS)));
                })
            .with(2 << 10);
    CellFault byByte =
        CellFault.of((request, context) ->
            request
                .connection()
                .slice(new String(request.forward(), StandardCharsets.ISO_8859_1), 1));
    return List.of(
        FaultCell.of(
                "T25 success before the body is complete",
                "U",
                early,
                ExpectedOutcome.again("temporary.unexpected-answer", "AMBIGUOUS", Seen.NOTHING))
            .in(FaultCell.OVER_TLS)
            .saying("before the whole request was sent"),
        FaultCell.of("T30 answer byte by byte", ALL, byByte, ExpectedOutcome.harmless()),
        FaultCell.of(
                "T30 little at a time, and late",
                ALL,
                faultyConnection(),
                ExpectedOutcome.harmless())
            .in(FaultCell.ONCE_OVER_TLS));
  }

  private static CellFault faultyConnection() {
    NetworkFault late = new NetworkFault.Latency(Duration.ofMillis(1), Duration.ofMillis(2));
    NetworkFaults networkFaults =
        new NetworkFaults(
            List.of(new NetworkFault.Slice(500), new NetworkFault.Bandwidth(1_000_000), late),
            List.of(new NetworkFault.Slice(200), late));
    return CellFault.ofConnection(route -> {
      URI gatewayPort = URI.create("http://127.0.0.1:" + route.gatewayPort());
      FaultProxy proxy = route.closing(FaultProxy.inFrontOf(gatewayPort, number -> networkFaults));
      route.handler(TcpRelay.to(proxy.uri().getPort()));
    });
  }

  /** With limits that are scaled down, for this one call. */
  private static CellFault hurried(RequestFault.Action action) {
    return CellFault.of(action)
        .and(route ->
            route.settings(usual ->
                usual
                    .with(Limit.CALL, SHORT)
                    .with(Limit.STALL, SHORT)
                    .with(Limit.UPLOAD_ANSWER, SHORT)
                    .with(Limit.UPLOAD_ANSWER_BODY, SHORT)));
  }
}
