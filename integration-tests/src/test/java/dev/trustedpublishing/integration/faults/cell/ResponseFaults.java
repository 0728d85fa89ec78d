package dev.trustedpublishing.integration.faults.cell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.integration.faults.cell.ExpectedOutcome.Seen;
import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.RequestFaults;
import dev.trustedpublishing.integration.faults.run.RunRecord;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** T07, T13, T14, T16, T22 to T24, T26 to T29, T31: responses that are lost, wrong or strange. */
final class ResponseFaults {
  private static final String ALL = "OAXPUR";
  private static final String LOST = "temporary.connection-lost";
  private static final String UNEXPECTED = "temporary.unexpected-answer";
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String HINT = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  private static final ExpectedOutcome NOT_UNDERSTOOD =
      ExpectedOutcome.again(UNEXPECTED, "AMBIGUOUS", Seen.CARRIED_OUT);

  /** What an index says instead of its page is no response about a file. */
  private static final ExpectedOutcome PRESENCE_UNKNOWN =
      ExpectedOutcome.stops("", "ANSWERED", Seen.CARRIED_OUT);

  /** A success without a body that can be read, where the body matters. */
  private static final ExpectedOutcome UNREADABLE =
      ExpectedOutcome.anyAgain(UNEXPECTED, "ANSWERED", Seen.CARRIED_OUT)
          .except("X", NOT_UNDERSTOOD)
          .atNpm("U", NOT_UNDERSTOOD);

  private ResponseFaults() {}

  static List<FaultCell> cells() {
    return Stream.of(
            pages(),
            lost(),
            cut(),
            interim(),
            framing(),
            heads(),
            packed(),
            redirects(),
            followed(),
            refusals(),
            altered())
        .flatMap(List::stream)
        .toList();
  }

  private static List<FaultCell> pages() {
    return List.of(
        FaultCell.of(
            "T07 a page in place of an answer",
            "AXPR",
            instead("Content-Type: text/html\r\n", "<html>Log in!</html>"),
            UNREADABLE.except("P", PRESENCE_UNKNOWN)),
        FaultCell.of(
            "T07 half a page",
            "P",
            instead("Content-Type: application/json\r\n", "<html>Log in!"),
            PRESENCE_UNKNOWN));
  }

  private static List<FaultCell> lost() {
    ExpectedOutcome unanswered = ExpectedOutcome.again(LOST, "AMBIGUOUS", Seen.CARRIED_OUT);
    return List.of(
        FaultCell.of(
            "T13 reset after the last byte",
            "XU",
            CellFault.of((request, context) -> {
              request.readAll();
              request.connection().reset();
            }),
            ExpectedOutcome.again(LOST, "AMBIGUOUS", Seen.REQUEST)),
        FaultCell.of(
                "T13 reset after it was carried out",
                "XU",
                CellFault.of((request, context) -> {
                  request.forward();
                  request.connection().reset();
                }),
                unanswered)
            .in(FaultCell.EVERYWHERE),
        FaultCell.of("T13 end after it was carried out", "XU", spoken(""), unanswered)
            .in(FaultCell.EVERYWHERE));
  }

  private static List<FaultCell> cut() {
    ExpectedOutcome ended = ExpectedOutcome.again(LOST, "AMBIGUOUS", Seen.CARRIED_OUT);
    return List.of(
        FaultCell.of("T14 cut in the status line", ALL, cut(answer -> 11), NOT_UNDERSTOOD)
            .in(FaultCell.ONCE),
        FaultCell.of(
                "T14 cut in the headers", ALL, cut(answer -> blank(answer) - 3), NOT_UNDERSTOOD)
            .in(FaultCell.EVERYWHERE),
        FaultCell.of("T14 cut at the blank line", ALL, cut(answer -> blank(answer) + 2), ended)
            .in(FaultCell.ONCE),
        FaultCell.of(
            "T14 cut in the body",
            ALL,
            cut(answer -> Math.max(blank(answer) + 4, answer.length() - 3)),
            ended.except("PU", ExpectedOutcome.harmless()).atNpm("U", NOT_UNDERSTOOD)),
        FaultCell.of("T14 refusal cut in its body", ALL, refusalCut(), forbidden()));
  }

  private static int blank(String answer) {
    return answer.indexOf("\r\n\r\n");
  }

  private static CellFault cut(ToIntFunction<String> at) {
    return CellFault.of((request, context) -> {
      byte[] answer = request.forward();
      int end = at.applyAsInt(new String(answer, StandardCharsets.ISO_8859_1));
      request.connection().send(Arrays.copyOf(answer, end)).halfClose().readOn();
    });
  }

  private static CellFault refusalCut() {
    return CellFault.of((request, context) -> {
      request.readAll();
      request
          .connection()
          .send("HTTP/1.1 403 Forbidden\r\nContent-Length: 90\r\n\r\nfour")
          .halfClose()
          .readOn();
    });
  }

  private static ExpectedOutcome forbidden() {
    return ExpectedOutcome.stops("publish.forbidden", "ANSWERED", Seen.REQUEST)
        .except("O", ExpectedOutcome.stops("identity.refused", "ANSWERED", Seen.REQUEST))
        .except("A", ExpectedOutcome.stops("exchange.disabled", "ANSWERED", Seen.REQUEST))
        .except("X", ExpectedOutcome.stops("exchange.rejected", "ANSWERED", Seen.REQUEST));
  }

  private static List<FaultCell> interim() {
    CellFault forEver =
        CellFault.of((request, context) -> {
          request.forward();
          while (true) {
            request.connection().send(CONTINUE);
          }
        });
    return List.of(
        FaultCell.of("T16 nine interim answers", ALL, spoken(HINT.repeat(9)), NOT_UNDERSTOOD),
        FaultCell.of("T16 interim answers for ever", ALL, forEver, NOT_UNDERSTOOD)
            .in(FaultCell.ONCE),
        FaultCell.of(
                "T16 eight interim answers",
                ALL,
                before(HINT.repeat(8)),
                ExpectedOutcome.harmless())
            .in(FaultCell.ONCE),
        FaultCell.of("T16 100 unasked", ALL, before(CONTINUE), ExpectedOutcome.harmless())
            .in(FaultCell.ONCE));
  }

  private static List<FaultCell> framing() {
    String chunked = OK + "Transfer-Encoding: chunked\r\n\r\n";
    String longest = "Content-Length: 9223372036854775807\r\n\r\n";
    String spaces = " ".repeat(1000);
    ExpectedOutcome cutOff = UNREADABLE.except("R", ExpectedOutcome.harmless());
    ExpectedOutcome error =
        ExpectedOutcome.anyAgain("temporary.registry-error", "ANSWERED", Seen.CARRIED_OUT)
            .except(
                "U",
                ExpectedOutcome.anyAgain(
                    "temporary.registry-closed", "ANSWERED", Seen.CARRIED_OUT));
    return List.of(
        FaultCell.of(
            "T22 two lengths",
            ALL,
            spoken(OK + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}"),
            NOT_UNDERSTOOD),
        FaultCell.of(
                "T22 negative length",
                ALL,
                spoken(OK + "Content-Length: -1\r\n\r\n{}"),
                NOT_UNDERSTOOD)
            .in(FaultCell.ONCE),
        FaultCell.of(
                "T22 chunk of impossible size",
                ALL,
                spoken(chunked + "fffffffffffffffff\r\n{}"),
                NOT_UNDERSTOOD.except("U", ExpectedOutcome.harmless()))
            .in(FaultCell.ONCE),
        FaultCell.of(
                "T22 endless chunks", "OAXR", endless(chunked, "3e8\r\n" + spaces + "\r\n"), cutOff)
            .in(FaultCell.ONCE)
            .checking((observed, route) -> assertBounded(observed)),
        FaultCell.of("T22 the greatest length", "OAXR", endless(OK + longest, spaces), cutOff)
            .in(FaultCell.ONCE)
            .checking((observed, route) -> assertBounded(observed)),
        FaultCell.of(
                "T22 endless error", "PU", endless("HTTP/1.1 503 No\r\n" + longest, spaces), error)
            .in(FaultCell.ONCE)
            .checking((observed, route) -> assertBounded(observed)));
  }

  /** The cap, and what the sockets of both sides hold. */
  private static void assertBounded(RunRecord observed) {
    assertThat(observed.cost().answerBytes()).isBetween(1L, 17L << 20);
  }

  private static CellFault endless(String head, String piece) {
    return CellFault.of((request, context) -> {
      request.forward();
      request.connection().send(head);
      for (long said = piece.length(); ; said += piece.length()) {
        request.connection().send(piece);
        context.taken().accept(said);
      }
    });
  }

  private static List<FaultCell> heads() {
    CellFault odd =
        CellFault.of((request, context) -> {
          String answer = new String(request.forward(), StandardCharsets.ISO_8859_1);
          request
              .connection()
              .send(answer.replaceFirst("\r\n", "\r\nX-Odd: \u00e9\u0001\n folded\r\n"));
        });
    return List.of(
        FaultCell.of(
            "T23 head of 1 MiB", ALL, head("X-Long: y\r\n".repeat(100_000)), NOT_UNDERSTOOD),
        FaultCell.of(
                "T23 header of 500 KiB",
                ALL,
                head("X: " + "y".repeat(500_000) + "\r\n"),
                NOT_UNDERSTOOD)
            .in(FaultCell.ONCE),
        FaultCell.of("T23 odd bytes", ALL, odd, ExpectedOutcome.harmless()).in(FaultCell.ONCE));
  }

  private static CellFault head(String headers) {
    return CellFault.of((request, context) -> {
      request.forward();
      request.connection().send(OK + headers + "\r\n");
    });
  }

  private static List<FaultCell> packed() {
    CellFault error =
        CellFault.of((request, context) -> {
          request.forward();
          request.answer(503, "Content-Encoding: gzip\r\n", "\u001f\b packed", "No");
        });
    ExpectedOutcome closed =
        ExpectedOutcome.again("temporary.registry-error", "ANSWERED", Seen.CARRIED_OUT);
    ExpectedOutcome closedIndex =
        ExpectedOutcome.again("temporary.registry-closed", "ANSWERED", Seen.CARRIED_OUT);
    String headers = "Content-Encoding: gzip\r\nContent-Type: application/json\r\n";
    return List.of(
        FaultCell.of(
            "T24 packed words", ALL, error, closed.except("U", closedIndex).atNpm("U", closed)),
        FaultCell.of(
            "T24 packed success",
            ALL,
            instead(headers, "\u001f\b packed"),
            UNREADABLE
                .except("P", PRESENCE_UNKNOWN)
                .except("R", ExpectedOutcome.harmless())
                .except("U", ExpectedOutcome.harmless())
                .atNpm("U", NOT_UNDERSTOOD)));
  }

  private static List<FaultCell> redirects() {
    ExpectedOutcome refused =
        ExpectedOutcome.stops("usage.unexpected-redirect", "ANSWERED", Seen.REQUEST);
    List<FaultCell> cells = new ArrayList<>();
    for (int status : new int[] {301, 302, 303, 307}) {
      cells.add(
          FaultCell.of("T26 " + status + " to another origin", "OXRU", redirect(status), refused)
              .in(FaultCell.ONCE)
              .saying("a redirect to http://127.0.0.1:"));
    }
    cells.add(
        FaultCell.of("T26 308 to another origin", "OXRU", redirect(308), refused)
            .saying("a redirect to http://127.0.0.1:"));
    cells.add(
        FaultCell.of("T26 308 from https to http", "OXRU", redirect(308), refused)
            .in(FaultCell.ONCE_OVER_TLS));
    cells.add(
        FaultCell.of("T26 308 to the same origin", "OXRU", moved("Location: /else\r\n"), refused)
            .in(FaultCell.ONCE));
    cells.add(
        FaultCell.of("T26 308 without Location", "OXRU", moved(""), refused).in(FaultCell.ONCE));
    return cells;
  }

  /** npm's registry is not followed: the presence stays unknown, and the upload continues. */
  private static List<FaultCell> followed() {
    ExpectedOutcome stopped =
        ExpectedOutcome.stops("usage.unexpected-redirect", "ANSWERED", Seen.REQUEST);
    return List.of(
        FaultCell.of("T27 to another origin", "AP", redirect(302), stopped),
        FaultCell.of(
            "T27 to the same origin",
            "AP",
            toItself(),
            ExpectedOutcome.followed(1).atNpm("P", PRESENCE_UNKNOWN)),
        FaultCell.of(
                "T27 three in a row",
                "AP",
                toItself().and(route -> route.times(3)),
                ExpectedOutcome.followed(3))
            .in(FaultCell.ONCE),
        FaultCell.of(
                "T27 four in a row",
                "AP",
                toItself().and(route -> route.times(4)),
                ExpectedOutcome.loops(3))
            .in(FaultCell.ONCE));
  }

  private static CellFault redirect(int status) {
    return CellFault.of((request, context) -> {
      request.readAll();
      request.answer(status, "Location: " + context.redirectTarget() + "\r\n", "", "Moved");
    });
  }

  private static CellFault moved(String headers) {
    return CellFault.of((request, context) -> {
      request.readAll();
      request.answer(308, headers, "", "Moved");
    });
  }

  private static CellFault toItself() {
    return CellFault.of((request, context) -> {
      request.readAll();
      String path = request.head().split(" ", 3)[1];
      request.answer(302, "Location: " + path + "\r\n", "", "Moved");
    });
  }

  private static List<FaultCell> refusals() {
    CellFault challenge =
        refusal(
            401,
            "WWW-Authenticate: Basic realm=\"x\"\r\nWWW-Authenticate: NTLM\r\n"
                + "WWW-Authenticate: Negotiate\r\nSet-Cookie: a=b; Path=/\r\n");
    ExpectedOutcome unsupported =
        ExpectedOutcome.stops("exchange.unsupported", "ANSWERED", Seen.REQUEST);
    ExpectedOutcome invalid =
        ExpectedOutcome.stops("exchange.invalid-token", "ANSWERED", Seen.REQUEST);
    ExpectedOutcome rejected = ExpectedOutcome.stops("publish.rejected", "ANSWERED", Seen.REQUEST);
    return List.of(
        FaultCell.of(
            "T28 401 with challenges and a cookie",
            ALL,
            challenge,
            forbidden()
                .except("A", unsupported)
                .atNpm("X", invalid)
                .atNpm("U", ExpectedOutcome.renewed("publish.token-expired", Seen.REQUEST))),
        FaultCell.of(
                "T28 407 of the server itself",
                ALL,
                refusal(407, "Proxy-Authenticate: Basic realm=\"x\"\r\n"),
                forbidden().except("A", unsupported).except("U", rejected))
            .in(FaultCell.ONCE),
        FaultCell.of(
                "T29 clock of the server",
                "XU",
                clock().and(route -> route.times(Integer.MAX_VALUE)),
                invalid.except("U", ExpectedOutcome.expired("publish.token-expired")))
            .checking((observed, route) ->
                assertThat(RunOutcome.message(observed)).contains("The clocks differ: it is ")));
  }

  private static CellFault refusal(int status, String headers) {
    return CellFault.of((request, context) -> {
      request.readAll();
      request.answer(status, headers, "who are you", "No");
    });
  }

  private static CellFault clock() {
    return CellFault.of((request, context) -> {
      request.readAll();
      String date =
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              context.now().plusSeconds(7_200).atZone(ZoneOffset.UTC));
      boolean npm = request.head().contains("/npm");
      boolean upload = Call.of(request.head()) == Call.UPLOAD;
      String body =
          upload
              ? "{\"code\":\"403 Invalid API Token: token is expired\"}"
              : "{\"errors\":[{\"code\":\"invalid-token\",\"description\":\"no\"}]}";
      request.answer(npm ? 401 : upload ? 403 : 422, "Date: " + date + "\r\n", body, "No");
    });
  }

  private static List<FaultCell> altered() {
    CellFault flipped =
        CellFault.of((request, context) -> {
          byte[] body = request.readAll().clone();
          body[RequestFaults.contentOf(body)] ^= 1;
          request.answer(request.forward(body));
        });
    return List.of(
        FaultCell.of(
                "T31 bytes altered on the way up",
                "U",
                flipped,
                ExpectedOutcome.again("publish.digest-mismatch", "ANSWERED", Seen.REQUEST)
                    .atNpm(
                        "U", ExpectedOutcome.stops("publish.rejected", "ANSWERED", Seen.REQUEST)))
            .in(FaultCell.EVERYWHERE));
  }

  private static CellFault instead(String headers, String body) {
    return CellFault.of((request, context) -> {
      request.forward();
      request.answer(200, headers, body, "OK");
    });
  }

  private static CellFault spoken(String text) {
    return CellFault.of((request, context) -> {
      request.forward();
      request.connection().send(text).halfClose().readOn();
    });
  }

  private static CellFault before(String text) {
    return CellFault.of((request, context) -> {
      byte[] answer = request.forward();
      request.connection().send(text);
      request.answer(answer);
    });
  }
}
