package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The faults that seeds choose from. Their names are their order, so a new name changes what seeds
 * draw.
 */
public final class RequestFaults {
  private static final Set<Call> ALL = EnumSet.complementOf(EnumSet.of(Call.OTHER));
  private static final Set<Call> WITH_BODY = EnumSet.of(Call.EXCHANGE, Call.UPLOAD, Call.REVOKE);
  private static final String JSON = "application/json";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String PAGE =
      "<!doctype html><title>Log in</title><script>alert(1)</script><h1>Hotel Wi-Fi</h1>";
  private static final int ENDLESS_PIECES = 4_096;
  private static final String PIECE = "4000\r\n" + "x".repeat(0x4000) + "\r\n";

  /** Everything that can go wrong, by its name. */
  public static final Map<String, RequestFault> BY_NAME = byName();

  private RequestFaults() {}

  private static Map<String, RequestFault> byName() {
    Map<String, RequestFault> byName = new TreeMap<>();
    List<RequestFault> all = new ArrayList<>();
    all.addAll(broken());
    all.addAll(slow());
    all.addAll(refusals());
    all.addAll(nonsense());
    all.addAll(wrongTokens());
    all.addAll(harmless());
    all.forEach(fault -> byName.put(fault.name(), fault));
    return byName;
  }

  /** Connections that end where they should not. */
  private static List<RequestFault> broken() {
    return List.of(
        of(
            "reset after the head",
            ALL,
            racing(),
            (request, context) -> request.connection().reset()),
        of(
            "reset within the body",
            WITH_BODY,
            racing(),
            (request, context) -> {
              request.read(request.length() / 2);
              request.connection().reset();
            }),
        of(
            "the server dies, and later connections are refused",
            ALL,
            racing(),
            (request, context) -> request.stopAccepting()),
        of(
            "the server dies after it carried this out",
            ALL,
            racing(),
            (request, context) -> {
              request.forward();
              request.stopAccepting();
            }),
        of(
            "request lost",
            (request, context) -> {
              request.readAll();
              request.connection().reset();
            }),
        of("answer lost", (request, context) -> request.forward()),
        of(
            "answer lost by a reset",
            (request, context) -> {
              request.forward();
              request.connection().reset();
            }),
        of(
            "answer cut in its first line",
            (request, context) -> send(request, request.forward(), 0, 12).halfClose().readOn()),
        of(
            "answer cut in its headers",
            (request, context) -> {
              byte[] answer = request.forward();
              send(request, answer, 0, endOfHead(answer) - 6).halfClose().readOn();
            }),
        of(
            "answer cut in its body",
            (request, context) -> {
              byte[] answer = request.forward();
              request
                  .respondPartially(Math.max(endOfHead(answer), answer.length - 3), answer)
                  .halfClose()
                  .readOn();
            }),
        of(
            "refused early, then reset",
            Set.of(Call.UPLOAD),
            racing(),
            (request, context) -> {
              request.read(request.length() / 3);
              request.answer(403, HTML, "early");
              request.connection().reset();
            }),
        of(
            "503 early, then drained",
            Set.of(Call.UPLOAD),
            racing(),
            (request, context) -> {
              request.read(request.length() / 3);
              request.answer(503, HTML, "early");
              request.connection().drain();
            }),
        of(
            "kept alive and closed",
            ALL,
            racing(),
            (request, context) -> {
              String answer = new String(request.forward(), StandardCharsets.ISO_8859_1);
              request.answer(
                  answer
                      .replaceFirst("(?i)Connection: close\r\n", "")
                      .getBytes(StandardCharsets.ISO_8859_1));
            }));
  }

  /** Servers that make the client wait. */
  private static List<RequestFault> slow() {
    return List.of(
        of("never read", ALL, slowly(), (request, context) -> request.connection().stayOpen()),
        of(
            "never answered",
            ALL,
            slowly(),
            (request, context) -> {
              request.readAll();
              request.connection().stayOpen();
            }),
        of(
            "carried out, never answered",
            ALL,
            slowly(),
            (request, context) -> {
              request.forward();
              request.connection().stayOpen();
            }),
        of(
            "answer stalls in its headers",
            ALL,
            slowly(),
            (request, context) -> {
              byte[] answer = request.forward();
              send(request, answer, 0, endOfHead(answer) / 2).stayOpen();
            }),
        of(
            "answer stalls in its body",
            ALL,
            slowly(),
            (request, context) -> {
              byte[] answer = request.forward();
              request.respondPartially(endOfHead(answer), answer).stayOpen();
            }));
  }

  /** Responses that say no. */
  private static List<RequestFault> refusals() {
    List<RequestFault> refusals = new ArrayList<>();
    for (int status : new int[] {400, 401, 403, 404, 409, 413, 422, 451, 501}) {
      refusals.add(
          of(
              "refused with " + status,
              (request, context) -> {
                request.readAll();
                request.answer(
                    status, JSON, "{\"message\":\"no\",\"errors\":[{\"code\":\"odd\"}]}");
              }));
    }
    for (int status : new int[] {408, 429, 500, 502, 503, 504, 520}) {
      refusals.add(
          of(
              status + " instead",
              (request, context) -> {
                request.readAll();
                request.answer(status, HTML, "<h1>Out of order</h1>");
              }));
    }
    // A server that says 408 or 429 has done nothing.
    for (int status : new int[] {500, 502, 503, 504, 520}) {
      refusals.add(
          of(
              "carried out, then " + status,
              (request, context) -> {
                request.forward();
                request.answer(status, HTML, "<h1>Out of order</h1>");
              }));
    }
    for (String later : List.of("3", "7200", "-1", "soon", "Fri, 31 Dec 1999 23:59:59 GMT")) {
      refusals.add(
          of(
              "429 with Retry-After: " + later,
              (request, context) -> {
                request.readAll();
                request.answer(429, "Retry-After: " + later + "\r\n", "slowly", "Too Many");
              }));
    }
    for (int status : new int[] {400, 403, 422, 500}) {
      refusals.add(
          of(
              status + " that repeats the request",
              (request, context) -> {
                byte[] body = request.readAll();
                String start = new String(body, StandardCharsets.ISO_8859_1);
                String shown = start.substring(0, Math.min(4_000, start.length()));
                request.answer(status, HTML, "No: " + request.head() + "\n" + shown);
              }));
    }
    refusals.add(
        of(
            "401 with a challenge and a cookie",
            (request, context) -> {
              request.readAll();
              request.answer(
                  401,
                  "WWW-Authenticate: Basic realm=\"x\"\r\nWWW-Authenticate: Negotiate\r\n"
                      + "Set-Cookie: a=b; Path=/\r\n",
                  "who are you",
                  "Unauthorized");
            }));
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      refusals.add(
          of(
              status + " to elsewhere",
              (request, context) -> {
                request.readAll();
                request.answer(
                    status, "Location: " + context.redirectTarget() + "\r\n", "", "Moved");
              }));
    }
    refusals.add(
        of(
            "308 to itself",
            (request, context) -> {
              request.readAll();
              String path = request.head().split(" ", 3)[1];
              request.answer(308, "Location: " + path + "\r\n", "", "Moved");
            }));
    return refusals;
  }

  /** Responses that are none. */
  private static List<RequestFault> nonsense() {
    List<RequestFault> nonsense = new ArrayList<>();
    Map<String, String> bodies =
        Map.of(
            "a login page", PAGE,
            "nothing", "",
            "an empty object", "{}",
            "an array", "[1,2]",
            "half an object", "{\"token\":\"ab",
            "success: false", "{\"success\":false}",
            "nulls", "{\"token\":null,\"value\":null,\"audience\":null,\"files\":null}",
            "numbers", "{\"token\":1,\"value\":2,\"audience\":3,\"versions\":4}");
    bodies.forEach((name, body) -> {
      String type = body.equals(PAGE) ? HTML : JSON;
      nonsense.add(
          of(
              "200 with " + name,
              (request, context) -> {
                if (wasCalled(request)) {
                  request.answer(200, type, body);
                }
              }));
      if (!body.contains("{\"token\":") && !body.equals("{}")) {
        nonsense.add(
            of(
                "not carried out, and 200 with " + name,
                Set.of(Call.UPLOAD),
                EnumSet.of(RequestFault.Trait.FALSE_SUCCESS),
                (request, context) -> {
                  request.readAll();
                  request.answer(200, type, body);
                }));
      }
    });
    raw(nonsense, "not HTTP at all", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
    raw(nonsense, "two lengths", head("Content-Length: 2\r\nContent-Length: 7") + "{}");
    raw(nonsense, "negative length", head("Content-Length: -1") + "{}");
    raw(nonsense, "impossible chunk", head("Transfer-Encoding: chunked") + "zz\r\n{}\r\n");
    raw(nonsense, "compressed", head("Content-Encoding: gzip\r\nContent-Length: 2") + "{}");
    raw(nonsense, "204", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    raw(
        nonsense,
        "headers of 1 MiB",
        head("X: " + "y".repeat(1 << 20) + "\r\nContent-Length: 2") + "{}");
    raw(nonsense, "interim answers without end", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(40));
    nonsense.add(
        of(
            "answer without end",
            EnumSet.of(Call.OBTAIN, Call.AUDIENCE, Call.EXCHANGE, Call.UPLOAD, Call.REVOKE),
            Set.of(),
            (request, context) -> {
              if (!wasCalled(request)) {
                return;
              }
              request.connection().send(head("Transfer-Encoding: chunked"));
              for (int piece = 0; piece < ENDLESS_PIECES; piece++) {
                request.connection().send(PIECE);
                context.taken().accept((piece + 1L) * PIECE.length());
              }
            }));
    return nonsense;
  }

  private static List<RequestFault> wrongTokens() {
    List<RequestFault> wrong = new ArrayList<>();
    identity(wrong, "for somebody else", context -> context.identityToken("somebody-else", 300));
    identity(wrong, "that has expired", context -> context.identityToken(context.audience(), -300));
    identity(wrong, "of a strange issuer", FaultContext::strangeToken);
    identity(wrong, "that is none", context -> "abc.def");
    identity(
        wrong,
        "with a broken signature",
        context -> {
          String token = context.identityToken(context.audience(), 300);
          return token.substring(0, token.length() - 8) + "AAAAAAAA";
        });
    api(wrong, "nobody knows", (request, context) -> context.unknownToken());
    api(
        wrong,
        "with a line break",
        (request, context) -> context.unknownToken() + "\\r\\nX-Evil: 1");
    api(wrong, "of 20 KiB", (request, context) -> context.unknownToken().repeat(1 + 20_480 / 48));
    wrong.add(
        of(
            "API token that had expired",
            Set.of(Call.EXCHANGE),
            Set.of(),
            (request, context) -> {
              request.readAll();
              request.answer(
                  200, JSON, token(context.unknownToken(), context.now().minusSeconds(60)));
            }));
    wrong.add(
        of(
            "bytes changed on the way",
            Set.of(Call.UPLOAD),
            Set.of(),
            (request, context) -> {
              byte[] body = request.readAll().clone();
              body[contentOf(body)] ^= 1;
              request.answer(request.forward(body));
            }));
    return wrong;
  }

  /** What must change nothing. */
  private static List<RequestFault> harmless() {
    return List.of(
        of(
            "answer one byte at a time",
            (request, context) -> {
              byte[] answer = request.forward();
              int end = endOfHead(answer);
              for (int at = 0; at < end; at++) {
                send(request, answer, at, at + 1);
              }
              send(request, answer, end, answer.length);
            }),
        of(
            "three interim answers",
            (request, context) -> {
              byte[] answer = request.forward();
              request.connection().send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(3));
              request.answer(answer);
            }));
  }

  private static void raw(List<RequestFault> all, String name, String answer) {
    all.add(
        of(
            name,
            (request, context) -> {
              if (wasCalled(request)) {
                request.connection().send(answer).halfClose().readOn();
              }
            }));
  }

  /** An upload whose success would be believed is carried out; if it is rejected, that is said. */
  private static boolean wasCalled(InterceptedRequest request) throws IOException {
    if (Call.of(request.head()) != Call.UPLOAD) {
      request.readAll();
      return true;
    }
    byte[] answer = request.forward();
    boolean taken = new String(answer, 0, 12, StandardCharsets.US_ASCII).endsWith(" 200");
    if (!taken) {
      request.answer(answer);
    }
    return taken;
  }

  private static void identity(
      List<RequestFault> all, String name, Function<FaultContext, String> token) {
    all.add(
        of(
            "identity token " + name,
            Set.of(Call.OBTAIN),
            Set.of(),
            (request, context) ->
                request.answer(200, JSON, "{\"value\":\"" + token.apply(context) + "\"}")));
  }

  private static void api(
      List<RequestFault> all,
      String name,
      BiFunction<InterceptedRequest, FaultContext, String> token) {
    all.add(
        of(
            "API token " + name,
            Set.of(Call.EXCHANGE),
            Set.of(),
            (request, context) -> {
              request.readAll();
              request.answer(
                  200, JSON, token(token.apply(request, context), context.now().plusSeconds(900)));
            }));
  }

  private static String token(String value, Instant expiry) {
    // PyPI says seconds, npm a date; each client reads its own.
    String expires = value.startsWith("npm") ? "\"" + expiry + "\"" : "" + expiry.getEpochSecond();
    return "{\"success\":true,\"token\":\"" + value + "\",\"expires\":" + expires + "}";
  }

  private static String head(String headers) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + headers
        + "\r\n\r\n";
  }

  private static ServerConnection send(InterceptedRequest request, byte[] answer, int from, int to)
      throws IOException {
    byte[] part = Arrays.copyOfRange(answer, from, to);
    return request.connection().send(part);
  }

  private static int endOfHead(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
  }

  /** Somewhere in the file, not in the data around it. */
  public static int contentOf(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int wheel = text.indexOf("PK\u0003\u0004");
    int document = text.indexOf("\"data\":\"");
    return (wheel >= 0 ? wheel : document) + 100;
  }

  private static RequestFault of(String name, RequestFault.Action action) {
    return of(name, ALL, Set.of(), action);
  }

  private static RequestFault of(
      String name, Set<Call> calls, Set<RequestFault.Trait> traits, RequestFault.Action action) {
    return new RequestFault(name, calls, traits, action);
  }

  private static Set<RequestFault.Trait> racing() {
    return EnumSet.of(RequestFault.Trait.RACES);
  }

  private static Set<RequestFault.Trait> slowly() {
    return EnumSet.of(RequestFault.Trait.NEEDS_TIMEOUT, RequestFault.Trait.RACES);
  }
}
