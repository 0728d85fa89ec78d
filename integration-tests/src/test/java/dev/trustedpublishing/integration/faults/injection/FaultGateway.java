package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.testkit.fault.FaultProxy;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.fault.NetworkFaults;
import dev.trustedpublishing.testkit.fault.Script;
import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Phaser;
import java.util.function.Supplier;

/**
 * The address that clients know instead of a real server's. Behind a proxy for network faults, a
 * server reads requests, injects the faults that the plan names, and forwards the others to the
 * real server. It records every request.
 */
public final class FaultGateway implements AutoCloseable {
  private final String name;
  private final RunPlan plan;
  private final URI backend;
  private final Supplier<FaultContext> context;
  private final List<InterceptedRequest> record;
  private final Map<Call, Integer> numbers = new EnumMap<>(Call.class);
  private final Phaser active = new Phaser();
  private final FaultServer server;
  private final FaultProxy proxy;

  /** Bound and never connected, so that connections are rejected. */
  private final Socket reserved = new Socket();

  private FaultGateway(
      String name,
      RunPlan plan,
      TestEnvironment environment,
      URI backend,
      Supplier<FaultContext> context,
      List<InterceptedRequest> record,
      Route route)
      throws IOException {
    this.name = name;
    this.plan = plan;
    this.backend = backend;
    this.context = context;
    this.record = record;
    Script script = this::serve;
    this.server =
        plan.wire() == RunPlan.Wire.TLS
            ? FaultServer.tls(environment.certificate().context(), route::onTlsConnection, script)
            : FaultServer.plain(script);
    this.proxy = FaultProxy.inFrontOf(server.url(""), this::networkFaults);
  }

  /** Opens the way to one server. */
  public static FaultGateway open(
      String name,
      RunPlan plan,
      TestEnvironment environment,
      URI backend,
      Supplier<FaultContext> context,
      List<InterceptedRequest> record,
      Route route)
      throws IOException {
    return new FaultGateway(name, plan, environment, backend, context, record, route);
  }

  /** An empty record, for all gateways of a run together. */
  public static List<InterceptedRequest> newRecord() {
    return new CopyOnWriteArrayList<>();
  }

  public String name() {
    return name;
  }

  public URI uri() {
    return proxy.uri();
  }

  /** Without anything before the server that could keep bytes back. */
  public URI direct() {
    return server.url("");
  }

  /**
   * Rejects connections from now on. The port is kept: the next run that opens one must not get it,
   * and with it the requests of this one.
   */
  private synchronized void stopAccepting() throws IOException {
    int port = uri().getPort();
    proxy.close();
    if (!reserved.isBound()) {
      reserved.setReuseAddress(true);
      reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
  }

  /** Ends everything, and returns when nothing can reach the real server any more. */
  @Override
  public void close() throws IOException {
    try (reserved;
        server) {
      proxy.close();
    }
    active.register();
    active.awaitAdvance(active.arriveAndDeregister());
  }

  private NetworkFaults networkFaults(int number) {
    return name.equals("registry") && number == plan.faultyConnection()
        ? plan.networkFaults()
        : NetworkFaults.none();
  }

  private void serve(ServerConnection connection) throws IOException, InterruptedException {
    active.register();
    try {
      int served = 0;
      while (serveOne(connection)) {
        served++;
        if (plan.connections().endsAfter(served)) {
          plan.connections().end(connection);
          return;
        }
      }
    } finally {
      active.arriveAndDeregister();
    }
  }

  /** Returns whether the connection can be used for another request. */
  private boolean serveOne(ServerConnection connection) throws IOException, InterruptedException {
    String head = connection.readHead();
    InterceptedRequest request =
        new InterceptedRequest(connection, backend, name, head, this::stopAccepting);
    record.add(request);
    Call call = Call.of(head);
    Optional<RequestFault> fault = plan.fault(call, number(call));
    if (fault.isPresent()) {
      fault.get().action().play(request, context.get());
      return false;
    }
    request.answer(plan.connections().announced(request.forward()));
    return plan.connections() != ConnectionUse.CLOSED;
  }

  private synchronized int number(Call call) {
    return numbers.merge(call, 1, Integer::sum);
  }
}
