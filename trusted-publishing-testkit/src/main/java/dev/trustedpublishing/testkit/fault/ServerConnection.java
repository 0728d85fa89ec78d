package dev.trustedpublishing.testkit.fault;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection, as a {@link Script} sees it from the server's side. Used by one thread. */
public final class ServerConnection {
  private static final int MAX_HEAD_SIZE = 1 << 20;
  private static final String LENGTH = "\r\ncontent-length: ";

  private final Socket raw;
  private final FaultServer.@Nullable Security tls;
  private final Consumer<String> heads;
  private final CountDownLatch closing;
  private @Nullable SSLSocket secured;

  ServerConnection(
      Socket raw,
      FaultServer.@Nullable Security tls,
      Consumer<String> heads,
      CountDownLatch closing) {
    this.raw = raw;
    this.tls = tls;
    this.heads = heads;
    this.closing = closing;
  }

  /**
   * Reads the head of a request, up to and with its blank line.
   *
   * @return the head
   * @throws IOException if the client closes the connection first, or sends more than 1 MiB
   */
  public String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4) {
      int next = in().read();
      if (next == -1 || head.size() == MAX_HEAD_SIZE) {
        throw new EOFException("no head of a request");
      }
      head.write(next);
      ends = next == "\r\n\r\n".charAt(ends) ? ends + 1 : next == '\r' ? 1 : 0;
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    heads.accept(text);
    return text;
  }

  /**
   * Reads and returns bytes.
   *
   * @param count how many
   * @return the bytes; fewer if the client closes the connection first
   * @throws IOException if the connection breaks
   */
  public byte[] read(int count) throws IOException {
    return in().readNBytes(count);
  }

  /**
   * Reads and discards bytes.
   *
   * @param count how many
   * @return this connection
   * @throws IOException if the client closes the connection first
   */
  public ServerConnection skip(long count) throws IOException {
    // Not InputStream.skip: that of a TLS socket reads 256 bytes at a time.
    byte[] buffer = new byte[64 * 1024];
    for (long left = count; left > 0; ) {
      int read = in().read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read == -1) {
        throw new EOFException();
      }
      left -= read;
    }
    return this;
  }

  /**
   * Reads a whole request.
   *
   * @return its body; empty if it has no {@code Content-Length}
   * @throws IOException if the client closes the connection first
   */
  public byte[] readRequest() throws IOException {
    return readBody(readHead());
  }

  /**
   * Reads the rest of a request.
   *
   * @param head its head
   * @return its body; empty if it has no {@code Content-Length}
   * @throws IOException if the client closes the connection first
   */
  public byte[] readBody(String head) throws IOException {
    String fields = head.toLowerCase(Locale.ROOT);
    int at = fields.indexOf(LENGTH);
    if (at == -1) {
      return new byte[0];
    }
    int start = at + LENGTH.length();
    return read(Integer.parseInt(fields.substring(start, fields.indexOf("\r\n", start))));
  }

  /**
   * Sends arbitrary bytes.
   *
   * @param text characters of ISO 8859-1
   * @return this connection
   * @throws IOException if the connection breaks
   */
  public ServerConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Sends arbitrary bytes.
   *
   * @param bytes the bytes
   * @return this connection
   * @throws IOException if the connection breaks
   */
  public ServerConnection send(byte[] bytes) throws IOException {
    out().write(bytes);
    out().flush();
    return this;
  }

  /**
   * Sends bytes in pieces, each in a separate segment (and TLS record).
   *
   * @param text characters of ISO 8859-1
   * @param size the number of characters of a piece
   * @return this connection
   * @throws IOException if the connection breaks
   */
  public ServerConnection slice(String text, int size) throws IOException {
    for (int at = 0; at < text.length(); at += size) {
      send(text.substring(at, Math.min(text.length(), at + size)));
    }
    return this;
  }

  /**
   * Sends a well-formed response.
   *
   * @param status its status
   * @param body its body
   * @return this connection
   * @throws IOException if the connection breaks
   */
  public ServerConnection answer(int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head = "HTTP/1.1 " + status + " Some Reason\r\nContent-Length: " + bytes.length;
    return send((head + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Ends the connection with a reset.
   *
   * @throws IOException if it is broken already
   */
  public void reset() throws IOException {
    raw.setSoLinger(true, 0);
    raw.close();
  }

  /**
   * Stops sending and continues reading. Over TLS this is a {@code close_notify}.
   *
   * @return this connection
   * @throws IOException if the connection breaks
   */
  public ServerConnection halfClose() throws IOException {
    socket().shutdownOutput();
    return this;
  }

  /**
   * Ends the connection below TLS, without a {@code close_notify}, and continues reading.
   *
   * @return this connection
   * @throws IOException if the connection breaks
   */
  public ServerConnection cut() throws IOException {
    raw.shutdownOutput();
    return this;
  }

  /**
   * Stops sending, and reads until the client closes the connection.
   *
   * @return how many bytes were received
   * @throws IOException if the connection breaks
   */
  public long drain() throws IOException {
    halfClose();
    return readOn();
  }

  /**
   * Reads until the client closes the connection.
   *
   * @return how many bytes were received
   * @throws IOException if the connection breaks
   */
  public long readOn() throws IOException {
    return in().transferTo(OutputStream.nullOutputStream());
  }

  /**
   * Does nothing until the server is closed.
   *
   * @throws InterruptedException if its thread is interrupted
   */
  public void stayOpen() throws InterruptedException {
    closing.await();
  }

  /**
   * Returns the socket below TLS, for scripts that handle bytes instead of HTTP.
   *
   * @return the socket
   */
  public Socket rawSocket() {
    return raw;
  }

  private InputStream in() throws IOException {
    return socket().getInputStream();
  }

  private OutputStream out() throws IOException {
    return socket().getOutputStream();
  }

  private Socket socket() throws IOException {
    if (tls == null) {
      return raw;
    }
    if (secured == null) {
      secured = tls.secure(raw);
    }
    return secured;
  }
}
