package dev.trustedpublishing.core.transport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A server that does to each connection what a script says, on a real socket. */
final class ScriptedServer implements AutoCloseable {
  /** What happens on one connection. */
  @FunctionalInterface
  interface Script {
    void play(Connection connection) throws Exception;
  }

  private final ServerSocket listening;
  private final @Nullable TestCertificate certificate;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  private ScriptedServer(@Nullable TestCertificate certificate, Script script) throws IOException {
    this.certificate = certificate;
    this.script = script;
    this.listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    start("scripted-server", this::accept);
  }

  static ScriptedServer plain(Script script) throws IOException {
    return new ScriptedServer(null, script);
  }

  static ScriptedServer tls(TestCertificate certificate, Script script) throws IOException {
    return new ScriptedServer(certificate, script);
  }

  int port() {
    return listening.getLocalPort();
  }

  URI url(String path) {
    return URI.create((certificate == null ? "http" : "https") + "://127.0.0.1:" + port() + path);
  }

  /** The head of every request that was read. */
  List<String> heads() {
    return heads;
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        // What was said shall be on the wire before a reset throws the rest away.
        socket.setTcpNoDelay(true);
        open.add(socket);
        start("scripted-connection", () -> play(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void play(Socket socket) {
    try (socket) {
      script.play(new Connection(socket));
    } catch (Exception connectionEnded) {
      // What a client does to its connection is the test's business, not the script's.
    } finally {
      open.remove(socket);
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection, as seen by the server. */
  final class Connection {
    private final Socket raw;
    private @Nullable Socket secured;

    Connection(Socket raw) {
      this.raw = raw;
    }

    /** Reads the request's head. */
    String readHead() throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in().read();
        if (next == -1) {
          throw new IOException("no more");
        }
        head.write(next);
      }
      heads.add(head.toString(StandardCharsets.ISO_8859_1));
      return head.toString(StandardCharsets.ISO_8859_1);
    }

    byte[] read(int count) throws IOException {
      return in().readNBytes(count);
    }

    /** Reads bytes without keeping them. */
    void skip(long count) throws IOException {
      // Not InputStream.skip: a TLS socket's reads 256 bytes at a time.
      byte[] buffer = new byte[64 * 1024];
      for (long left = count; left > 0; ) {
        int read = in().read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read == -1) {
          throw new EOFException();
        }
        left -= read;
      }
    }

    /** Reads head and body. */
    byte[] readRequest() throws IOException {
      String head = readHead();
      int at = head.indexOf("Content-Length: ");
      if (at == -1) {
        return new byte[0];
      }
      return read(Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at))));
    }

    Connection say(String text) throws IOException {
      return say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Connection say(byte[] bytes) throws IOException {
      out().write(bytes);
      out().flush();
      return this;
    }

    Connection answer(int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      String head = "HTTP/1.1 " + status + " Some Reason\r\nContent-Length: " + bytes.length;
      return say((head + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
      raw.setSoLinger(true, 0);
      raw.close();
    }

    /** Says no more, but reads on until the client ends. */
    void drain() throws IOException {
      if (secured == null) {
        raw.shutdownOutput();
      } else {
        ((SSLSocket) secured).shutdownOutput();
      }
      in().transferTo(OutputStream.nullOutputStream());
    }

    /** Does nothing until the test is over. */
    void stayOpen() throws InterruptedException {
      closing.await();
    }

    private InputStream in() throws IOException {
      return socket().getInputStream();
    }

    private OutputStream out() throws IOException {
      return socket().getOutputStream();
    }

    private Socket socket() throws IOException {
      if (certificate == null) {
        return raw;
      }
      if (secured == null) {
        secured = certificate.secure(raw);
      }
      return secured;
    }
  }
}
