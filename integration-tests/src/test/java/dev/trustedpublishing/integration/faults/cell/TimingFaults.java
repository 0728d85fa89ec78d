package dev.trustedpublishing.integration.faults.cell;

import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.integration.faults.cell.ExpectedOutcome.Seen;
import dev.trustedpublishing.integration.faults.injection.RequestFault;
import dev.trustedpublishing.testkit.fault.Connection;
import dev.trustedpublishing.testkit.fault.Disturbance;
import dev.trustedpublishing.testkit.fault.FaultProxy;
import dev.trustedpublishing.testkit.fault.Toxic;
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

/** T15, T18 to T21, T25, T30: answers that come too early or too late, and bytes that go slowly. */
final class TimingFaults {
  private static final String ALL = "OAXPUR";
  private static final int MIB = 1 << 20;

  /** Stands for the minutes of the usual limits. */
  private static final Duration SHORT = Duration.ofMillis(500);

  private static final String WORDS = "words of the server";
  private static final ExpectedOutcome TIMEOUT_AFTER_ALL =
      ExpectedOutcome.again("temporary.timeout", "AMBIGUOUS", Seen.CARRIED_OUT);

  private TimingFaults() {}

  static List<FaultCell> cells() {
    return Stream.of(early(), stalls(), silence(), stops(), slices())
        .flatMap(List::stream)
        .toList();
  }

  /** How a server goes on that has refused early. */
  @FunctionalInterface
  private interface Ending {
    void play(Connection connection) throws IOException, InterruptedException;
  }

  private static List<FaultCell> early() {
    List<FaultCell> cells = new ArrayList<>();
    cells.add(refused(400, 0, "reset", Connection::reset, "publish.rejected"));
    cells.add(
        refused(401, 1, "drain", Connection::drain, "publish.forbidden", "publish.token-expired"));
    cells.add(refused(403, 2, "stay open", Connection::stayOpen, "publish.forbidden"));
    cells.add(
        refused(404, 0, "read on", Connection::readOn, "publish.rejected", "publish.forbidden"));
    cells.add(refused(413, 1, "reset", Connection::reset, "publish.file-too-large"));
    cells.add(
        refused(
            422, 2, "drain", Connection::drain, "publish.rejected", "publish.invalid-metadata"));
    cells.add(closed(429, 0, "stay open", Connection::stayOpen, "temporary.rate-limited"));
    cells.add(
        closed(503, 1, "read on", Connection::readOn, "temporary.registry-closed")
            .in(FaultCell.ONCE_OVER_TLS));
    cells.add(
        closed(503, 1, "reset", Connection::reset, "temporary.registry-error")
            .in(Set.of(FaultCell.Setting.NPM_TLS)));
    // Without TLS whatever the socket still holds, which is all of it unless there is a reset.
    cells.add(
        refused(413, 2, "drain", Connection::drain, "publish.file-too-large").in(FaultCell.PLAIN));
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
            (scene, around) -> {
              scene.read(part == 0 ? 0 : part == 1 ? MIB : scene.length() / 2);
              scene.answer(status, "text/plain", WORDS);
              ending.play(scene.connection());
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
                hurried((scene, around) -> {
                  scene.read(scene.length() - 1);
                  scene.connection().stayOpen();
                }),
                unclear)
            .in(FaultCell.EVERYWHERE),
        FaultCell.of("T19 slow but alive", "U", trickle(), ExpectedOutcome.harmless()));
  }

  private static CellFault stall(int read) {
    return hurried((scene, around) -> {
      scene.read(read);
      scene.connection().stayOpen();
    });
  }

  /** Takes longer than every limit but that for standing still. */
  private static CellFault trickle() {
    Duration limit = Duration.ofMillis(150);
    return CellFault.of(
            (scene, around) -> {
              long end = System.nanoTime() + 2 * limit.toNanos();
              for (int pieces = 40; pieces > 0; pieces--) {
                scene.read(scene.length() / 40);
                TimeUnit.NANOSECONDS.sleep((end - System.nanoTime()) / pieces);
              }
              scene.answer(scene.forward());
            })
        .with(1 << 10)
        .and(detour -> detour.settings(usual -> usual.with(Limit.CALL, limit)));
  }

  private static List<FaultCell> silence() {
    return List.of(
        FaultCell.of(
                "T20 no answer",
                "XU",
                hurried((scene, around) -> {
                  scene.forward();
                  scene.connection().stayOpen();
                }),
                TIMEOUT_AFTER_ALL)
            .in(FaultCell.EVERYWHERE),
        FaultCell.of(
            "T20 no answer, and not carried out",
            "XU",
            hurried((scene, around) -> {
              scene.readAll();
              scene.connection().stayOpen();
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
    return hurried((scene, around) -> {
      scene.forward();
      scene.connection().say("HTTP/1.1 200 OK\r\n" + part).stayOpen();
    });
  }

  private static CellFault drip() {
    return hurried((scene, around) -> {
      scene.forward();
      scene.connection().say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
      for (int i = 0; i < 1000; i++) {
        scene.connection().say(" ");
        TimeUnit.MILLISECONDS.sleep(20);
      }
    });
  }

  private static List<FaultCell> slices() {
    CellFault early =
        CellFault.ofRequest(
                detour -> {
                  CountDownLatch said = new CountDownLatch(1);
                  detour.action((scene, around) -> {
                    scene.answer(200, "text/plain", "OK");
                    said.countDown();
                    scene.connection().drain();
                  });
                  detour.change(
                      PausedBody.until(
                          length -> length / 4, () -> said.await(10, TimeUnit.SECONDS)));
                })
            .with(2 << 10);
    CellFault byByte =
        CellFault.of((scene, around) ->
            scene.connection().slice(new String(scene.forward(), StandardCharsets.ISO_8859_1), 1));
    return List.of(
        FaultCell.of(
                "T25 success before the body is complete",
                "U",
                early,
                ExpectedOutcome.again("temporary.unexpected-answer", "AMBIGUOUS", Seen.NOTHING))
            .in(FaultCell.OVER_TLS)
            .saying("before the whole request was sent"),
        FaultCell.of("T30 answer byte by byte", ALL, byByte, ExpectedOutcome.harmless()),
        FaultCell.of("T30 little at a time, and late", ALL, disturbed(), ExpectedOutcome.harmless())
            .in(FaultCell.ONCE_OVER_TLS));
  }

  private static CellFault disturbed() {
    Toxic late = new Toxic.Latency(Duration.ofMillis(1), Duration.ofMillis(2));
    Disturbance disturbance =
        new Disturbance(
            List.of(new Toxic.Slice(500), new Toxic.Bandwidth(1_000_000), late),
            List.of(new Toxic.Slice(200), late));
    return CellFault.ofConnection(detour -> {
      URI front = URI.create("http://127.0.0.1:" + detour.front());
      FaultProxy proxy = detour.closing(FaultProxy.inFrontOf(front, number -> disturbance));
      detour.turn(TcpRelay.Turn.to(proxy.uri().getPort()));
    });
  }

  /** With limits that are scaled down, for this one call. */
  private static CellFault hurried(RequestFault.Action action) {
    return CellFault.of(action)
        .and(detour ->
            detour.settings(usual ->
                usual
                    .with(Limit.CALL, SHORT)
                    .with(Limit.STALL, SHORT)
                    .with(Limit.UPLOAD_ANSWER, SHORT)
                    .with(Limit.UPLOAD_ANSWER_BODY, SHORT)));
  }
}
