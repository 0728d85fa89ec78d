package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records what SPI code sends, and which secrets it sent. Thread-safe. */
final class Recorder implements HttpTransport, ProcessRunner {
  private final HttpTransport http;
  private final ProcessRunner tools;
  private final List<HttpRequest> calls = new CopyOnWriteArrayList<>();
  private final List<List<String>> commands = new CopyOnWriteArrayList<>();
  private final Set<String> secrets = ConcurrentHashMap.newKeySet();

  Recorder(HttpTransport http, ProcessRunner tools) {
    this.http = http;
    this.tools = tools;
  }

  @Override
  public HttpResponse send(HttpRequest call) {
    calls.add(call);
    // Revealed now, because the owner may clear them before the search.
    call.secrets().stream().map(Secret::reveal).forEach(secrets::add);
    return http.send(call);
  }

  @Override
  public ProcessOutcome run(List<String> command) {
    commands.add(List.copyOf(command));
    return tools.run(command);
  }

  List<HttpRequest> calls() {
    return calls;
  }

  Set<String> secrets() {
    return secrets;
  }

  /** How many times the context was used. */
  int count() {
    return calls.size() + commands.size();
  }

  /** How many requests were repeated. */
  int repetitions() {
    long distinct =
        calls.stream().map(call -> call.method() + " " + call.url()).distinct().count()
            + commands.stream().distinct().count();
    return count() - (int) distinct;
  }
}
