package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * Forwards requests whose host is this machine and rejects all others: a web page could otherwise
 * reach a server on this machine under another host name (DNS rebinding). The port is not checked,
 * so that a relay can be used. Immutable.
 *
 * @param handler the protected handler
 */
public record ThisMachineOnly(Handler handler) implements Handler {

  private static final Set<String> NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

  private static final String MISDIRECTED =
      """
      421 Misdirected Request

      This server is for programs on this machine.
      Found: another name in the Host header.
      Expected: 127.0.0.1 or localhost.
      """;

  @Override
  public Reply handle(Request request) throws IOException {
    String host = request.header("Host").orElse("");
    String name = host.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    return host.isEmpty() || NAMES.contains(name)
        ? handler.handle(request)
        : Answer.plain(421, MISDIRECTED);
  }
}
