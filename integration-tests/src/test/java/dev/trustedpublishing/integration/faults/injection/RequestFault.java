package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.testkit.fault.Connection;
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
 * Something that goes wrong with one call.
 *
 * @param name what, for people
 * @param calls which calls it can happen to
 * @param traits what else has to be known about it
 * @param action what is done instead of serving the call
 */
public record RequestFault(String name, Set<Call> calls, Set<Trait> traits, Action action) {
  /** What a mishap means for the run around it. */
  enum Trait {
    /** Ends only by a time limit, so the limits have to be short. */
    ENDS_BY_TIME,
    /** Threads race: whether the client had sent everything differs from run to run. */
    RACES,
    /** Says that an upload went well when it did not: only npm's answers can be told from that. */
    LIES
  }

  /** Plays a mishap. */
  @FunctionalInterface
  public interface Action {
    void play(InterceptedRequest scene, FaultContext around)
        throws IOException, InterruptedException;
  }

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

  @Override
  public String toString() {
    return name;
  }

  private static Map<String, RequestFault> byName() {
    Map<String, RequestFault> byName = new TreeMap<>();
    List<RequestFault> all = new ArrayList<>();
    all.addAll(broken());
    all.addAll(slow());
    all.addAll(refusals());
    all.addAll(nonsense());
    all.addAll(wrongTokens());
    all.addAll(harmless());
    all.forEach(mishap -> byName.put(mishap.name(), mishap));
    return byName;
  }

  /** Connections that end where they should not. */
  private static List<RequestFault> broken() {
    return List.of(
        of("reset after the head", ALL, racing(), (scene, around) -> scene.connection().reset()),
        of(
            "reset within the body",
            WITH_BODY,
            racing(),
            (scene, around) -> {
              scene.read(scene.length() / 2);
              scene.connection().reset();
            }),
        of(
            "the server dies, and later connections are refused",
            ALL,
            racing(),
            (scene, around) -> scene.die()),
        of(
            "the server dies after it carried this out",
            ALL,
            racing(),
            (scene, around) -> {
              scene.forward();
              scene.die();
            }),
        of(
            "request lost",
            (scene, around) -> {
              scene.readAll();
              scene.connection().reset();
            }),
        of("answer lost", (scene, around) -> scene.forward()),
        of(
            "answer lost by a reset",
            (scene, around) -> {
              scene.forward();
              scene.connection().reset();
            }),
        of(
            "answer cut in its first line",
            (scene, around) -> say(scene, scene.forward(), 0, 12).halfClose().readOn()),
        of(
            "answer cut in its headers",
            (scene, around) -> {
              byte[] answer = scene.forward();
              say(scene, answer, 0, endOfHead(answer) - 6).halfClose().readOn();
            }),
        of(
            "answer cut in its body",
            (scene, around) -> {
              byte[] answer = scene.forward();
              scene
                  .answerUntil(Math.max(endOfHead(answer), answer.length - 3), answer)
                  .halfClose()
                  .readOn();
            }),
        of(
            "refused early, then reset",
            Set.of(Call.UPLOAD),
            racing(),
            (scene, around) -> {
              scene.read(scene.length() / 3);
              scene.answer(403, HTML, "early");
              scene.connection().reset();
            }),
        of(
            "503 early, then drained",
            Set.of(Call.UPLOAD),
            racing(),
            (scene, around) -> {
              scene.read(scene.length() / 3);
              scene.answer(503, HTML, "early");
              scene.connection().drain();
            }),
        of(
            "kept alive and closed",
            (scene, around) -> {
              String answer = new String(scene.forward(), StandardCharsets.ISO_8859_1);
              scene.answer(
                  answer
                      .replaceFirst("(?i)Connection: close\r\n", "")
                      .getBytes(StandardCharsets.ISO_8859_1));
            }));
  }

  /** Servers that make the client wait. */
  private static List<RequestFault> slow() {
    return List.of(
        of("never read", ALL, slowly(), (scene, around) -> scene.connection().stayOpen()),
        of(
            "never answered",
            ALL,
            slowly(),
            (scene, around) -> {
              scene.readAll();
              scene.connection().stayOpen();
            }),
        of(
            "carried out, never answered",
            ALL,
            slowly(),
            (scene, around) -> {
              scene.forward();
              scene.connection().stayOpen();
            }),
        of(
            "answer stalls in its headers",
            ALL,
            slowly(),
            (scene, around) -> {
              byte[] answer = scene.forward();
              say(scene, answer, 0, endOfHead(answer) / 2).stayOpen();
            }),
        of(
            "answer stalls in its body",
            ALL,
            slowly(),
            (scene, around) -> {
              byte[] answer = scene.forward();
              scene.answerUntil(endOfHead(answer), answer).stayOpen();
            }));
  }

  /** Answers that say no. */
  private static List<RequestFault> refusals() {
    List<RequestFault> refusals = new ArrayList<>();
    for (int status : new int[] {400, 401, 403, 404, 409, 413, 422, 451, 501}) {
      refusals.add(
          of(
              "refused with " + status,
              (scene, around) -> {
                scene.readAll();
                scene.answer(status, JSON, "{\"message\":\"no\",\"errors\":[{\"code\":\"odd\"}]}");
              }));
    }
    for (int status : new int[] {408, 429, 500, 502, 503, 504, 520}) {
      refusals.add(
          of(
              status + " instead",
              (scene, around) -> {
                scene.readAll();
                scene.answer(status, HTML, "<h1>Out of order</h1>");
              }));
    }
    // A server that says 408 or 429 has done nothing.
    for (int status : new int[] {500, 502, 503, 504, 520}) {
      refusals.add(
          of(
              "carried out, then " + status,
              (scene, around) -> {
                scene.forward();
                scene.answer(status, HTML, "<h1>Out of order</h1>");
              }));
    }
    for (String later : List.of("3", "7200", "-1", "soon", "Fri, 31 Dec 1999 23:59:59 GMT")) {
      refusals.add(
          of(
              "429 with Retry-After: " + later,
              (scene, around) -> {
                scene.readAll();
                scene.answer(429, "Retry-After: " + later + "\r\n", "slowly", "Too Many");
              }));
    }
    for (int status : new int[] {400, 403, 422, 500}) {
      refusals.add(
          of(
              status + " that repeats the request",
              (scene, around) -> {
                byte[] body = scene.readAll();
                String start = new String(body, StandardCharsets.ISO_8859_1);
                String shown = start.substring(0, Math.min(4_000, start.length()));
                scene.answer(status, HTML, "No: " + scene.head() + "\n" + shown);
              }));
    }
    refusals.add(
        of(
            "401 with a challenge and a cookie",
            (scene, around) -> {
              scene.readAll();
              scene.answer(
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
              (scene, around) -> {
                scene.readAll();
                scene.answer(status, "Location: " + around.elsewhere() + "\r\n", "", "Moved");
              }));
    }
    refusals.add(
        of(
            "308 to itself",
            (scene, around) -> {
              scene.readAll();
              String path = scene.head().split(" ", 3)[1];
              scene.answer(308, "Location: " + path + "\r\n", "", "Moved");
            }));
    return refusals;
  }

  /** Answers that are none. */
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
              (scene, around) -> {
                if (isTaken(scene)) {
                  scene.answer(200, type, body);
                }
              }));
      if (!body.contains("{\"token\":") && !body.equals("{}")) {
        nonsense.add(
            of(
                "not carried out, and 200 with " + name,
                Set.of(Call.UPLOAD),
                EnumSet.of(Trait.LIES),
                (scene, around) -> {
                  scene.readAll();
                  scene.answer(200, type, body);
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
            (scene, around) -> {
              if (!isTaken(scene)) {
                return;
              }
              scene.connection().say(head("Transfer-Encoding: chunked"));
              for (int piece = 0; piece < ENDLESS_PIECES; piece++) {
                scene.connection().say(PIECE);
                around.taken().accept((piece + 1L) * PIECE.length());
              }
            }));
    return nonsense;
  }

  private static List<RequestFault> wrongTokens() {
    List<RequestFault> wrong = new ArrayList<>();
    identity(wrong, "for somebody else", around -> around.identityToken("somebody-else", 300));
    identity(wrong, "that has expired", around -> around.identityToken(around.audience(), -300));
    identity(wrong, "of a strange issuer", FaultContext::strangeToken);
    identity(wrong, "that is none", around -> "abc.def");
    identity(
        wrong,
        "with a broken signature",
        around -> {
          String token = around.identityToken(around.audience(), 300);
          return token.substring(0, token.length() - 8) + "AAAAAAAA";
        });
    api(wrong, "nobody knows", (scene, around) -> around.unknownToken());
    api(wrong, "with a line break", (scene, around) -> around.unknownToken() + "\\r\\nX-Evil: 1");
    api(wrong, "of 20 KiB", (scene, around) -> around.unknownToken().repeat(1 + 20_480 / 48));
    wrong.add(
        of(
            "API token that had expired",
            Set.of(Call.EXCHANGE),
            Set.of(),
            (scene, around) -> {
              scene.readAll();
              scene.answer(200, JSON, token(around.unknownToken(), around.now().minusSeconds(60)));
            }));
    wrong.add(
        of(
            "bytes changed on the way",
            Set.of(Call.UPLOAD),
            Set.of(),
            (scene, around) -> {
              byte[] body = scene.readAll().clone();
              body[contentOf(body)] ^= 1;
              scene.answer(scene.forward(body));
            }));
    return wrong;
  }

  /** What must change nothing. */
  private static List<RequestFault> harmless() {
    return List.of(
        of(
            "answer one byte at a time",
            (scene, around) -> {
              byte[] answer = scene.forward();
              int end = endOfHead(answer);
              for (int at = 0; at < end; at++) {
                say(scene, answer, at, at + 1);
              }
              say(scene, answer, end, answer.length);
            }),
        of(
            "three interim answers",
            (scene, around) -> {
              byte[] answer = scene.forward();
              scene.connection().say("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(3));
              scene.answer(answer);
            }));
  }

  private static void raw(List<RequestFault> all, String name, String answer) {
    all.add(
        of(
            name,
            (scene, around) -> {
              if (isTaken(scene)) {
                scene.connection().say(answer).halfClose().readOn();
              }
            }));
  }

  /** An upload whose success would be believed is carried out; if it is refused, that is said. */
  private static boolean isTaken(InterceptedRequest scene) throws IOException {
    if (Call.of(scene.head()) != Call.UPLOAD) {
      scene.readAll();
      return true;
    }
    byte[] answer = scene.forward();
    boolean taken = new String(answer, 0, 12, StandardCharsets.US_ASCII).endsWith(" 200");
    if (!taken) {
      scene.answer(answer);
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
            (scene, around) ->
                scene.answer(200, JSON, "{\"value\":\"" + token.apply(around) + "\"}")));
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
            (scene, around) -> {
              scene.readAll();
              scene.answer(
                  200, JSON, token(token.apply(scene, around), around.now().plusSeconds(900)));
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

  private static Connection say(InterceptedRequest scene, byte[] answer, int from, int to)
      throws IOException {
    byte[] part = Arrays.copyOfRange(answer, from, to);
    return scene.connection().say(part);
  }

  private static int endOfHead(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
  }

  /** Somewhere in the file, not in what stands around it. */
  public static int contentOf(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int wheel = text.indexOf("PK\u0003\u0004");
    int document = text.indexOf("\"data\":\"");
    return (wheel >= 0 ? wheel : document) + 100;
  }

  private static RequestFault of(String name, Action action) {
    return of(name, ALL, Set.of(), action);
  }

  private static RequestFault of(String name, Set<Call> calls, Set<Trait> traits, Action action) {
    return new RequestFault(name, calls, traits, action);
  }

  private static Set<Trait> racing() {
    return EnumSet.of(Trait.RACES);
  }

  private static Set<Trait> slowly() {
    return EnumSet.of(Trait.ENDS_BY_TIME, Trait.RACES);
  }
}
