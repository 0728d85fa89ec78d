package dev.trustedpublishing.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.core.http.ApacheHttpTransport;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.fault.FaultRow;
import dev.trustedpublishing.testkit.fault.FaultServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs at the finest level: no logger prints a secret, neither ours nor a library's. */
class SecretsInLogsTest {
  private static final Logger ROOT = Logger.getLogger("");

  @TempDir Path folder;
  private final Level usual = ROOT.getLevel();
  private final Everything everything = new Everything();
  private final List<Handler> others = List.of(ROOT.getHandlers());

  private void logEverything() {
    others.forEach(ROOT::removeHandler);
    ROOT.addHandler(everything);
    ROOT.setLevel(Level.ALL);
  }

  @AfterEach
  void restore() {
    ROOT.removeHandler(everything);
    others.forEach(ROOT::addHandler);
    ROOT.setLevel(usual);
  }

  @Test
  @FaultRow("C12")
  void libraryLoggers_logNoSecretAtAnyLevel() {
    logEverything();
    PublisherFixture fixture = new PublisherFixture(folder);

    PublishReport report =
        fixture.builder().onEvent(AuditSinks.slf4j()).build().publish(fixture.files("a.whl"));

    assertThat(report.isComplete()).isTrue();
    assertThat(everything.of("dev.trustedpublishing"))
        .isNotEmpty()
        .noneMatch(line -> line.contains("api-token-number-1"))
        .noneMatch(line -> line.contains(fixture.ci.given.get(0).split("\\.", -1)[1]));
  }

  @Test
  @FaultRow("C12")
  void noLogger_ofAnyLibrary_logsSecrets() throws Exception {
    logEverything();
    Secret token = Secret.of("secret-of-a-request-0123456789");
    try (FaultServer server =
            FaultServer.plain(connection -> {
              connection.readHead();
              connection.answer(200, "ok");
            });
        ApacheHttpTransport transport = ApacheHttpTransport.create(TransportSettings.of("test"))) {
      HttpRequest call = HttpRequest.get(server.url("/"), "ask");
      transport.send(call.withCredential(Credential.bearer(token, Origin.of(server.url("/")))));
    }

    assertThat(everything.saying(token.reveal())).isEmpty();
  }

  /** Keeps what is logged. */
  private static final class Everything extends Handler {
    private final List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());

    private Everything() {
      setLevel(Level.ALL);
    }

    private List<String> of(String logger) {
      return List.copyOf(records).stream()
          .filter(entry -> entry.getLoggerName().startsWith(logger))
          .map(entry -> entry.getMessage() + " " + entry.getThrown())
          .toList();
    }

    private List<String> saying(String secret) {
      return List.copyOf(records).stream()
          .filter(entry -> (entry.getMessage() + " " + entry.getThrown()).contains(secret))
          .map(LogRecord::getLoggerName)
          .distinct()
          .toList();
    }

    @Override
    public void publish(LogRecord entry) {
      records.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
