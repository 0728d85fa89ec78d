package dev.trustedpublishing.integration.faults.cell;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.core.http.ApacheHttpTransport;
import dev.trustedpublishing.core.http.WithNames;
import dev.trustedpublishing.core.http.connection.TransportSettings;
import dev.trustedpublishing.integration.faults.injection.Call;
import dev.trustedpublishing.integration.faults.injection.FaultGateway;
import dev.trustedpublishing.integration.faults.injection.RequestFault;
import dev.trustedpublishing.integration.faults.injection.Route;
import dev.trustedpublishing.integration.faults.injection.RunPlan;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.fault.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Diverts the first attempt of one call: to its own transport and, for faults below HTTP, to its
 * own port. All other attempts take the usual route. Over TLS the hosts have names other than those
 * of this machine.
 */
final class FaultyRoute implements Route, AutoCloseable {
  private static final InetAddress[] HERE = {TcpRelay.loopback()};

  private final Call call;
  private final RunPlan.Wire wire;
  private final CellFault fault;
  private final AtomicInteger attempts = new AtomicInteger();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Supplier<String>> untrusted = new CopyOnWriteArrayList<>();
  private final List<List<String>> offeredProtocols = new CopyOnWriteArrayList<>();
  private volatile boolean diverted;
  private UnaryOperator<TransportSettings> settings = usual -> usual;
  private WithNames.Names names = host -> HERE;
  private UnaryOperator<HttpRequest> change = sent -> sent;
  private volatile @Nullable Script handler;
  private volatile int remaining = Integer.MAX_VALUE;
  private RequestFault.@Nullable Action action;
  private @Nullable String earlierPath;
  private Callable<Boolean> earlierIsSettled = () -> true;
  private @Nullable FaultServer relay;
  private int gatewayPort;
  private int times = 1;
  private Runnable afterDiversion = () -> {};
  private IntSupplier tunnels = () -> 0;
  private Supplier<List<String>> earlierHeads = List::of;

  FaultyRoute(Call call, RunPlan.Wire wire, CellFault fault) {
    this.call = call;
    this.wire = wire;
    this.fault = fault;
  }

  // What a fault may set.

  void settings(UnaryOperator<TransportSettings> value) {
    settings = value;
  }

  void names(WithNames.Names value) {
    names = value;
  }

  void change(UnaryOperator<HttpRequest> value) {
    change = value;
  }

  void handler(Script value) {
    handler = value;
  }

  /**
   * Handles only the first connection, which is opened by a request for this path.
   *
   * @param settled waits, after that request, until the connection is as it should be
   */
  void handleEarlierConnection(String path, Script value, Callable<Boolean> settled) {
    handler = value;
    remaining = 1;
    earlierPath = path;
    earlierIsSettled = settled;
  }

  void action(RequestFault.Action value) {
    action = value;
  }

  /** Closes the resource when the run is over. */
  <T extends AutoCloseable> T closing(T resource) {
    open.push(resource);
    return resource;
  }

  /** Adds what a server received that must not receive a secret. */
  void untrustedServer(Supplier<String> received) {
    untrusted.add(received);
  }

  /** Sets what is done after a diverted attempt. */
  void afterDiversion(Runnable value) {
    afterDiversion = value;
  }

  /** Sets how many attempts are diverted; one by default. */
  void times(int value) {
    times = value;
  }

  int gatewayPort() {
    return gatewayPort;
  }

  /** Counts the connections to a proxy. */
  void tunnels(IntSupplier count) {
    tunnels = count;
  }

  int tunnels() {
    return tunnels.getAsInt();
  }

  /** The requests on the connection that was opened before. */
  void earlierHeads(Supplier<List<String>> heads) {
    earlierHeads = heads;
  }

  List<String> earlierHeads() {
    return earlierHeads.get();
  }

  /** The port that clients know, of the host that the call goes to. */
  int port() {
    if (relay == null) {
      throw new IllegalStateException("only what happens below HTTP has a port of its own");
    }
    return relay.port();
  }

  Call call() {
    return call;
  }

  /** Whether there was such a call at all. */
  boolean wasCalled() {
    return attempts.get() > 0;
  }

  /** The protocols that clients offered within TLS, by connection. */
  List<List<String>> offeredProtocols() {
    return List.copyOf(offeredProtocols);
  }

  /** What is done with requests of the call, if anything is. */
  RequestFault fault() {
    return new RequestFault(
        "a diverted call",
        Set.of(call),
        Set.of(),
        (request, context) -> {
          if (diverted && action != null) {
            action.play(request, context);
          } else {
            request.answer(request.forward());
          }
        });
  }

  @Override
  public String registryHost() {
    return wire == RunPlan.Wire.TLS ? REGISTRY_NAME : "127.0.0.1";
  }

  @Override
  public URI to(FaultGateway gateway) {
    boolean here = gateway.name().equals(call == Call.OBTAIN ? "issuer" : "registry");
    int port = gateway.direct().getPort();
    if (here) {
      gatewayPort = port;
      port = prepared(port);
    }
    String host = gateway.name().equals("issuer") ? ISSUER_NAME : REGISTRY_NAME;
    return URI.create(
        wire == RunPlan.Wire.TLS ? "https://" + host + ":" + port : "http://127.0.0.1:" + port);
  }

  private int prepared(int port) {
    try {
      if (fault.level() == CellFault.Level.CONNECTION) {
        Script straight = TcpRelay.to(port);
        relay =
            closing(FaultServer.plain(connection -> handler().orElse(straight).play(connection)));
      }
      fault.preparation().apply(this);
      return relay == null ? port : relay.port();
    } catch (Exception e) {
      throw new IllegalStateException("the fault can't be prepared", e);
    }
  }

  private synchronized Optional<Script> handler() {
    if (!diverted || handler == null || remaining == 0) {
      return Optional.empty();
    }
    remaining--;
    return Optional.of(handler);
  }

  @Override
  public ApacheHttpTransport transport(TransportSettings limits) {
    return WithNames.create(limits, host -> HERE);
  }

  @Override
  public HttpTransport over(ApacheHttpTransport usual, TransportSettings limits) {
    return sent ->
        isTheCall(sent) && attempts.getAndIncrement() < times
            ? sendDiverted(sent, limits)
            : usual.send(sent);
  }

  private void awaitEarlierConnection() {
    try {
      if (!earlierIsSettled.call()) {
        throw new IllegalStateException("the earlier connection is not settled in time");
      }
    } catch (Exception e) {
      throw new IllegalStateException("the earlier connection is not settled", e);
    }
  }

  private boolean isTheCall(HttpRequest sent) {
    return Call.of(sent.method() + " " + sent.url().getRawPath() + " HTTP/1.1") == call;
  }

  private HttpResponse sendDiverted(HttpRequest sent, TransportSettings limits) {
    try (ApacheHttpTransport own = WithNames.create(settings.apply(limits), names)) {
      diverted = true;
      if (earlierPath != null) {
        own.send(HttpRequest.get(sent.url().resolve(earlierPath), "open a connection"));
        awaitEarlierConnection();
      }
      return own.send(change.apply(sent));
    } finally {
      diverted = false;
      afterDiversion.run();
    }
  }

  @Override
  public void onTlsConnection(SSLSocket socket) {
    socket.setHandshakeApplicationProtocolSelector((any, protocols) -> {
      offeredProtocols.add(List.copyOf(protocols));
      return protocols.contains("h2") ? "h2" : protocols.get(0);
    });
  }

  @Override
  public String receivedByUntrustedServers() {
    return String.join("\n", untrusted.stream().map(Supplier::get).toList());
  }

  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
