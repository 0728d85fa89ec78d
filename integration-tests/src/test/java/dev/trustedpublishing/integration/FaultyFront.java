package dev.trustedpublishing.integration;

import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.fault.Connection;
import dev.trustedpublishing.testkit.fault.FaultServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of a sandbox and understands which call a request is, so that it can do something
 * to the first of one kind and hand on all others.
 */
final class FaultyFront implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  /** The calls of a run, by the letters of docs/fault-matrix.md. */
  enum Call {
    O("/oidc/"),
    A("/_/oidc/audience"),
    X("/_/oidc/mint-token"),
    P("/simple/"),
    U("/legacy/"),
    R("/_/oidc/burn-token");

    private final String path;

    Call(String path) {
      this.path = path;
    }

    boolean isAt(String target) {
      return target.startsWith(path);
    }
  }

  /** What is done to a request whose body was read already. */
  interface Fault {
    void play(Connection connection, Upstream upstream) throws Exception;
  }

  /** The real server, which gets the request once at most. */
  static final class Upstream {
    private final Callable<byte[]> ask;
    private byte @Nullable [] answer;

    private Upstream(Callable<byte[]> ask) {
      this.ask = ask;
    }

    byte[] answer() throws Exception {
      if (answer == null) {
        answer = ask.call();
      }
      return answer;
    }
  }

  private final Sandbox sandbox;
  private final Call call;
  private final Fault fault;
  private final FaultServer server;
  private final AtomicInteger calls = new AtomicInteger();

  FaultyFront(Sandbox sandbox, Call call, Fault fault) throws IOException {
    this.sandbox = sandbox;
    this.call = call;
    this.fault = fault;
    this.server = FaultServer.plain(this::serve);
  }

  /** The variables of the sandbox, which lead here. */
  Map<String, String> environment() {
    Map<String, String> here = new HashMap<>(sandbox.environment());
    here.replaceAll((name, value) -> value.replace(authority(), "127.0.0.1:" + server.port()));
    return here;
  }

  String repository() {
    return server.url("/legacy/").toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void serve(Connection connection) throws Exception {
    String head = connection.readHead();
    Matcher length = LENGTH.matcher(head);
    byte[] body = length.find() ? connection.read(Integer.parseInt(length.group(1))) : new byte[0];
    Upstream upstream = new Upstream(() -> ask(head, body));
    if (call.isAt(head.split(" ", -1)[1]) && calls.getAndIncrement() == 0) {
      fault.play(connection, upstream);
    } else {
      connection.say(upstream.answer());
    }
  }

  private byte[] ask(String head, byte[] body) throws IOException {
    String last = head.replaceFirst("(?i)\r\nconnection: [^\r]*", "");
    String here = "\r\nHost: " + authority() + "\r\nConnection: close\r\n";
    try (Socket socket = new Socket("127.0.0.1", uri().getPort())) {
      socket
          .getOutputStream()
          .write(
              last.replaceFirst("(?i)\r\nhost: [^\r]*\r\n", here)
                  .getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(body);
      return closing(socket.getInputStream().readAllBytes());
    }
  }

  /** Says that the connection ends here, which the sandbox does not. */
  private static byte[] closing(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1)
        .replaceFirst("\r\n", "\r\nConnection: close\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private URI uri() {
    return sandbox.uploadUrl();
  }

  private String authority() {
    return uri().getAuthority().toLowerCase(Locale.ROOT);
  }
}
