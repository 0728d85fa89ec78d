package dev.trustedpublishing.testkit.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * An HTTP server on 127.0.0.1 with several handlers, each below its own path. It handles several
 * requests at once, on daemon threads. Safe for use by several threads.
 *
 * <p>Loading this class sets the system property {@code sun.net.httpserver.nodelay}, unless it is
 * set already.
 */
public final class LoopbackServer implements AutoCloseable {

  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  // The JDK's server sends the head and the body of a response in separate segments. On a
  // connection that is kept alive, Nagle's algorithm holds the body back until the client has
  // acknowledged the head, which takes 40 ms. The JDK has only this setting for it, and reads it
  // once when the class is loaded.
  static {
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final ConcurrentMap<String, Handler> mounts = new ConcurrentHashMap<>();

  private LoopbackServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts a server. It responds with 404 until a handler is mounted.
   *
   * @param port the port, 0 for any that is free
   * @return the running server
   * @throws IOException if the port is not available
   */
  public static LoopbackServer start(int port) throws IOException {
    return start(HttpServer.create(address(port), 0));
  }

  /**
   * Starts a server that uses HTTPS. It responds with 404 until a handler is mounted.
   *
   * @param port the port, 0 for any that is free
   * @param certificate the certificate of the server
   * @return the running server
   * @throws IOException if the port is not available
   */
  public static LoopbackServer start(int port, LoopbackCertificate certificate) throws IOException {
    HttpsServer server = HttpsServer.create(address(port), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    return start(server);
  }

  private static InetSocketAddress address(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  private static LoopbackServer start(HttpServer server) {
    ExecutorService threads =
        // Without a limit: a registry requests the keys of the issuer while it handles a request,
        // and both may be on this server.
        Executors.newCachedThreadPool(task -> {
          Thread thread = new Thread(task, "trusted-publishing-testkit");
          thread.setDaemon(true);
          return thread;
        });
    server.setExecutor(threads);
    LoopbackServer started = new LoopbackServer(server, threads);
    server.createContext("/", started::serve);
    server.start();
    return started;
  }

  /**
   * Mounts a handler. If several match a request, the one with the longest path is used.
   *
   * @param path the path below which it responds, such as {@code /oidc}; empty for the root
   * @param handler the handler, which sees paths relative to this one
   * @throws IllegalArgumentException if the path ends with a slash, or a handler is already mounted
   *     at it
   */
  public void mount(String path, Handler handler) {
    if (path.endsWith("/")) {
      throw new IllegalArgumentException("mount path must not end with a slash: " + path);
    }
    if (mounts.putIfAbsent(path, handler) != null) {
      throw new IllegalArgumentException("something is already mounted at '" + path + "'");
    }
  }

  /**
   * Returns the address of the server.
   *
   * @return the address without a path, such as {@code http://127.0.0.1:8080}
   */
  public URI uri() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Stops at once, even if responses are still being written. Closing again does nothing. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = reply(request(exchange));
      if (reply instanceof Answer answer) {
        send(exchange, answer);
      }
      // Closing an exchange to which nothing was sent closes its connection: that is Silence.
    }
  }

  private Reply reply(Request request) {
    Optional<Map.Entry<String, Handler>> mount =
        mounts.entrySet().stream()
            .filter(entry -> covers(entry.getKey(), request.path()))
            .max(Comparator.comparingInt(entry -> entry.getKey().length()));
    if (mount.isEmpty()) {
      return Answer.notFound();
    }
    String path = request.path().substring(mount.get().getKey().length());
    try {
      return mount.get().getValue().handle(request.at(path));
    } catch (IOException | RuntimeException e) {
      return Answer.plain(500, "500 Internal Server Error\n\n" + e);
    }
  }

  private static boolean covers(String mount, String path) {
    return path.equals(mount) || path.startsWith(mount + "/");
  }

  private static Request request(HttpExchange exchange) {
    Map<String, List<String>> headers =
        exchange.getRequestHeaders().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    header -> header.getKey().toLowerCase(Locale.ROOT),
                    header -> List.copyOf(header.getValue())));
    URI uri = exchange.getRequestURI();
    String query = uri.getRawQuery();
    return new Request(
        exchange.getRequestMethod(),
        uri.getPath(),
        uri.toString(),
        query == null ? "" : query,
        headers,
        exchange.getRequestBody());
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    // The rest of the request must be read before the response, or the close that follows resets
    // the connection.
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    if (answer.content() instanceof Content.File file) {
      begin(exchange, answer.status(), Files.size(file.path()));
      if (hasBody(exchange)) {
        Files.copy(file.path(), exchange.getResponseBody());
      }
    } else if (answer.content() instanceof Content.Text text) {
      byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
      begin(exchange, answer.status(), bytes.length);
      if (hasBody(exchange) && bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  /** Sends the head. The JDK's server accepts 0 for "length unknown" and -1 for "no body". */
  private static void begin(HttpExchange exchange, int status, long length) throws IOException {
    if (!hasBody(exchange)) {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
    }
    exchange.sendResponseHeaders(status, hasBody(exchange) && length > 0 ? length : -1);
  }

  private static boolean hasBody(HttpExchange exchange) {
    return !exchange.getRequestMethod().equals("HEAD");
  }
}
