package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

/**
 * Passes on requests that name this machine, and no others: a web page could otherwise reach a
 * server on this machine under a name of its own (DNS rebinding). The port does not matter, so that
 * a relay may stand in between. Immutable.
 *
 * @param handler what is protected
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
