package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.testkit.fault.FaultServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** The target of redirects, which must never receive a request. */
public final class RedirectTarget implements AutoCloseable {
  private final FaultServer server;

  private RedirectTarget(FaultServer server) {
    this.server = server;
  }

  public static RedirectTarget open(List<InterceptedRequest> record) throws IOException {
    return new RedirectTarget(
        FaultServer.plain(connection -> {
          InterceptedRequest request =
              new InterceptedRequest(
                  connection,
                  URI.create("http://x"),
                  "redirect-target",
                  connection.readHead(),
                  () -> {});
          record.add(request);
          request.readAll();
          request.answer(200, "application/json", "{}");
        }));
  }

  public URI uri() {
    return server.url("/elsewhere");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
