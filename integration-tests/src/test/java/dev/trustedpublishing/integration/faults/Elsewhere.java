package dev.trustedpublishing.integration.faults;

import dev.trustedpublishing.testkit.fault.FaultServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Where redirects point to: takes whatever comes, and nothing should. */
final class Elsewhere implements AutoCloseable {
  private final FaultServer server;

  private Elsewhere(FaultServer server) {
    this.server = server;
  }

  static Elsewhere open(List<Scene> record) throws IOException {
    return new Elsewhere(
        FaultServer.plain(connection -> {
          Scene scene =
              new Scene(
                  connection, URI.create("http://x"), "elsewhere", connection.readHead(), () -> {});
          record.add(scene);
          scene.readAll();
          scene.answer(200, "application/json", "{}");
        }));
  }

  URI uri() {
    return server.url("/elsewhere");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
