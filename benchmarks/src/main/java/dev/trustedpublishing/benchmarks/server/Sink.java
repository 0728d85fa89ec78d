package dev.trustedpublishing.benchmarks.server;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server that accepts every request and stores nothing, the same for every tool: an identity
 * issuer, a registry with token exchange, an index that has no file, an npm registry that has no
 * package. It reads a body as fast as it arrives, in a thread for each connection.
 *
 * <p>Arguments: a PKCS #12 file, its password, and the time in milliseconds that the slow port
 * takes to respond to an upload. Prints the ports: plain, TLS, slow.
 */
public final class Sink {
  private static final int BUFFER_BYTES = 512 * 1024;
  private static final int MAX_HEAD_SIZE = 64 * 1024;

  /** Kept, so that a new connection costs the server as little as possible. */
  private static final ThreadLocal<byte[]> BUFFERS =
      ThreadLocal.withInitial(() -> new byte[BUFFER_BYTES]);

  private final ExecutorService threads = Executors.newCachedThreadPool();

  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong exchanges = new AtomicLong();
  private final AtomicLong uploads = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  private Sink() {}

  /**
   * Serves until the process is ended.
   *
   * @param args see above
   */
  public static void main(String[] args) throws Exception {
    Sink sink = new Sink();
    SSLContext tls = context(Path.of(args[0]), args[1].toCharArray());
    int plainPort = sink.listen(ServerSocketFactory.getDefault(), 0);
    int tlsPort = sink.listen(tls.getServerSocketFactory(), 0);
    int slowPort = sink.listen(ServerSocketFactory.getDefault(), Long.parseLong(args[2]));
    System.out.println(plainPort + " " + tlsPort + " " + slowPort);
    System.out.flush();
    // The parent process holds the other end; this process must not outlive it.
    System.in.read();
    System.exit(0);
  }

  private static SSLContext context(Path file, char[] password)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private int listen(ServerSocketFactory factory, long answerMillis) throws IOException {
    ServerSocket server = factory.createServerSocket(0, 1024, InetAddress.getByName("127.0.0.1"));
    threads.execute(() -> {
      while (true) {
        try {
          Socket socket = server.accept();
          connections.incrementAndGet();
          threads.execute(() -> serve(socket, answerMillis));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    });
    return server.getLocalPort();
  }

  private void serve(Socket socket, long answerMillis) {
    try (socket) {
      socket.setTcpNoDelay(true);
      Connection connection = new Connection(socket, BUFFERS.get());
      while (connection.readHead()) {
        answer(connection, answerMillis);
      }
    } catch (IOException | InterruptedException e) {
      // The client closed the connection; its own report shows that.
      return;
    }
  }

  private void answer(Connection connection, long answerMillis)
      throws IOException, InterruptedException {
    String path = connection.path();
    bytes.addAndGet(connection.discardBody());
    if (path.equals("/counts")) {
      connection.answer(200, counts());
    } else if (path.startsWith("/identity")) {
      connection.answer(200, "{\"value\":\"" + identityToken(path) + "\"}");
    } else if (path.equals("/_/oidc/audience")) {
      connection.answer(200, "{\"audience\":\"pypi\"}");
    } else if (path.equals("/_/oidc/mint-token")) {
      exchanges.incrementAndGet();
      long expires = Instant.now().getEpochSecond() + 900;
      connection.answer(
          200, "{\"success\":true,\"token\":\"pypi-benchmark\",\"expires\":" + expires + "}");
    } else if (path.equals("/_/oidc/burn-token")) {
      connection.answer(202, "{}");
    } else if (path.startsWith("/-/npm/v1/oidc/token/exchange/")) {
      exchanges.incrementAndGet();
      Instant expires = Instant.now().plusSeconds(3600);
      connection.answer(201, "{\"token\":\"npm_benchmark\",\"expires\":\"" + expires + "\"}");
    } else if (connection.method().equals("PUT")) {
      uploads.incrementAndGet();
      connection.answer(201, "{}");
    } else if (connection.method().equals("POST")) {
      uploads.incrementAndGet();
      Thread.sleep(answerMillis);
      connection.answer(200, "");
    } else {
      connection.answer(404, "{}");
    }
  }

  /** The statistics since the last request for them. */
  private String counts() {
    return String.format(
        Locale.ROOT,
        "{\"connections\":%d,\"exchanges\":%d,\"uploads\":%d,\"bytes\":%d}",
        connections.getAndSet(0),
        exchanges.getAndSet(0),
        uploads.getAndSet(0),
        bytes.getAndSet(0));
  }

  /** This server does not check signatures. */
  private static String identityToken(String path) {
    String audience =
        URLDecoder.decode(path.substring(path.indexOf("audience=") + 9), StandardCharsets.UTF_8);
    long now = Instant.now().getEpochSecond();
    String claims =
        String.format(
            Locale.ROOT,
            "{\"iss\":\"https://token.actions.githubusercontent.com\",\"sub\":\"repo:octo-org/sample:environment:release\","
                + "\"aud\":\"%s\",\"iat\":%d,\"nbf\":%d,\"exp\":%d,\"repository\":\"octo-org/sample\"}",
            audience,
            now,
            now,
            now + 300);
    return part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + part(claims) + "." + part("none");
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One connection: requests one after the other. */
  private static final class Connection {
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer;
    private int position;
    private int end;
    private List<String> head = List.of();

    Connection(Socket socket, byte[] buffer) throws IOException {
      this.buffer = buffer;
      in = socket.getInputStream();
      out = new BufferedOutputStream(socket.getOutputStream());
    }

    boolean readHead() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      List<String> lines = new ArrayList<>();
      int total = 0;
      while (true) {
        int b = read();
        if (b == -1) {
          return false;
        }
        if (++total > MAX_HEAD_SIZE) {
          throw new IOException("too long a head");
        }
        if (b != '\n') {
          line.write(b);
          continue;
        }
        String text = line.toString(StandardCharsets.ISO_8859_1).strip();
        line.reset();
        if (text.isEmpty()) {
          head = lines;
          return true;
        }
        lines.add(text);
      }
    }

    String method() {
      return head.get(0).split(" ", -1)[0];
    }

    String path() {
      return head.get(0).split(" ", -1)[1];
    }

    long discardBody() throws IOException {
      if (header("expect").startsWith("100-")) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      }
      String length = header("content-length");
      if (!header("transfer-encoding").isEmpty()) {
        throw new IOException("no tool sends chunks; every length is known");
      }
      long left = length.isEmpty() ? 0 : Long.parseLong(length);
      long total = left;
      while (left > 0) {
        if (position == end) {
          fill();
        }
        int taken = (int) Math.min(left, end - position);
        position += taken;
        left -= taken;
      }
      return total;
    }

    void answer(int status, String body) throws IOException {
      byte[] content = body.getBytes(StandardCharsets.UTF_8);
      String lines =
          "HTTP/1.1 "
              + status
              + " Answer\r\nContent-Type: application/json\r\nContent-Length: "
              + content.length
              + "\r\n\r\n";
      out.write(lines.getBytes(StandardCharsets.ISO_8859_1));
      out.write(content);
      out.flush();
    }

    private String header(String name) {
      String start = name + ":";
      return head.stream()
          .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
          .map(line -> line.substring(start.length()).strip())
          .findFirst()
          .orElse("");
    }

    private int read() throws IOException {
      if (position == end) {
        position = 0;
        end = Math.max(0, in.read(buffer));
        if (end == 0) {
          return -1;
        }
      }
      return buffer[position++];
    }

    private void fill() throws IOException {
      position = 0;
      end = in.read(buffer);
      if (end < 0) {
        end = 0;
        throw new EOFException("the client went away");
      }
    }
  }
}
