package dev.trustedpublishing.integration.faults;

import dev.trustedpublishing.testkit.fault.Connection;
import dev.trustedpublishing.testkit.fault.Disturbance;
import dev.trustedpublishing.testkit.fault.FaultProxy;
import dev.trustedpublishing.testkit.fault.FaultServer;
import dev.trustedpublishing.testkit.fault.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Phaser;
import java.util.function.Supplier;

/**
 * The address that clients know instead of a real server's. Behind a proxy that disturbs bytes
 * stands a server that reads requests, spoils those that the plan names, and has the others carried
 * out. It keeps a record of everything that came.
 */
final class Front implements AutoCloseable {
  private final String name;
  private final Plan plan;
  private final URI backend;
  private final Supplier<Surroundings> around;
  private final List<Scene> record;
  private final Map<Call, Integer> numbers = new EnumMap<>(Call.class);
  private final Phaser active = new Phaser();
  private final FaultServer server;
  private final FaultProxy proxy;

  /** Bound, and never connected: nobody answers there. */
  private final Socket reserved = new Socket();

  private Front(
      String name,
      Plan plan,
      Town town,
      URI backend,
      Supplier<Surroundings> around,
      List<Scene> record,
      Passage passage)
      throws IOException {
    this.name = name;
    this.plan = plan;
    this.backend = backend;
    this.around = around;
    this.record = record;
    Script script = this::serve;
    this.server =
        plan.wire() == Plan.Wire.TLS
            ? FaultServer.tls(town.certificate().context(), passage::secured, script)
            : FaultServer.plain(script);
    this.proxy = FaultProxy.inFrontOf(server.url(""), this::disturbance);
  }

  /** Opens the way to one server. */
  static Front open(
      String name,
      Plan plan,
      Town town,
      URI backend,
      Supplier<Surroundings> around,
      List<Scene> record,
      Passage passage)
      throws IOException {
    return new Front(name, plan, town, backend, around, record, passage);
  }

  /** An empty record, for all fronts of a run together. */
  static List<Scene> newRecord() {
    return new CopyOnWriteArrayList<>();
  }

  String name() {
    return name;
  }

  URI uri() {
    return proxy.uri();
  }

  /** Without anything before the server that could keep bytes back. */
  URI direct() {
    return server.url("");
  }

  /**
   * Refuses connections from now on. The port is kept: the next run that opens one must not get it,
   * and with it the requests of this one.
   */
  private synchronized void die() throws IOException {
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

  private Disturbance disturbance(int number) {
    return name.equals("registry") && number == plan.disturbed()
        ? plan.disturbance()
        : Disturbance.none();
  }

  private void serve(Connection connection) throws IOException, InterruptedException {
    active.register();
    try {
      serveOne(connection);
    } finally {
      active.arriveAndDeregister();
    }
  }

  private void serveOne(Connection connection) throws IOException, InterruptedException {
    String head = connection.readHead();
    Scene scene = new Scene(connection, backend, name, head, this::die);
    record.add(scene);
    Call call = Call.of(head);
    Mishap.Action usual = (any, surroundings) -> any.answer(any.forward());
    plan.mishap(call, number(call)).map(Mishap::action).orElse(usual).play(scene, around.get());
  }

  private synchronized int number(Call call) {
    return numbers.merge(call, 1, Integer::sum);
  }
}
