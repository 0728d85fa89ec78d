package dev.trustedpublishing.integration.faults.injection;

import dev.trustedpublishing.testkit.fault.ServerConnection;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request on its way to the real server, for a {@link RequestFault} to spoil. Used by the
 * thread of its connection; what was seen may be asked for by others.
 */
public final class InterceptedRequest {
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
  private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\r\n");

  private final Closeable listener;
  private final ServerConnection connection;
  private final URI backend;
  private final String origin;
  private final String head;
  private final int length;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private volatile boolean forwarded;
  private volatile int status;
  private volatile String answer = "";
  private volatile String backendResponse = "";

  public InterceptedRequest(
      ServerConnection connection, URI backend, String origin, String head, Closeable listener) {
    this.listener = listener;
    this.connection = connection;
    this.backend = backend;
    this.origin = origin;
    this.head = head;
    Matcher length = LENGTH.matcher(head);
    this.length = length.find() ? Integer.parseInt(length.group(1)) : 0;
  }

  public ServerConnection connection() {
    return connection;
  }

  public String head() {
    return head;
  }

  public int length() {
    return length;
  }

  /** Reads this much of what is left of the body. */
  public byte[] read(int most) throws IOException {
    byte[] read = connection.read(Math.min(most, length - body.size()));
    synchronized (body) {
      body.writeBytes(read);
    }
    return read;
  }

  public byte[] readAll() throws IOException {
    read(length);
    if (!isComplete()) {
      throw new IOException("the client ended the connection");
    }
    return body.toByteArray();
  }

  /** Lets the real server carry the request out, and keeps the response back. */
  public byte[] forward() throws IOException {
    return forward(readAll());
  }

  public byte[] forward(byte[] content) throws IOException {
    String closing = CONNECTION.matcher(head).replaceAll("");
    try (Socket server =
        new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), backend.getPort())) {
      server.setTcpNoDelay(true);
      OutputStream out = server.getOutputStream();
      out.write(
          closing
              .replaceFirst("\r\n", "\r\nConnection: close\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      out.write(content);
      out.flush();
      forwarded = true;
      backendResponse =
          new String(server.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return closing(backendResponse).getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** The JDK's server closes its connection and does not say so. */
  private static String closing(String response) {
    return response.matches("(?is).*?\r\nConnection: close\r\n.*")
        ? response
        : response.replaceFirst("\r\n", "\r\nConnection: close\r\n");
  }

  /** Ends this connection and every other one, and lets no more come: they are rejected. */
  void stopAccepting() throws IOException {
    listener.close();
  }

  /** Says a whole response, real or not. */
  public void answer(byte[] bytes) throws IOException {
    answer = new String(bytes, StandardCharsets.ISO_8859_1);
    status = Integer.parseInt(answer.substring(9, 12));
    connection.send(bytes);
  }

  /** Returns the head of a response and not all of its body: the status is known then (T14). */
  ServerConnection respondPartially(int end, byte[] bytes) throws IOException {
    byte[] part = Arrays.copyOf(bytes, end);
    answer = new String(part, StandardCharsets.ISO_8859_1);
    return connection.send(part);
  }

  public void answer(int status, String type, String text) throws IOException {
    answer(status, "Content-Type: " + type + "\r\n", text, "Wrong");
  }

  public void answer(int status, String headers, String text, String reason) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String top =
        "HTTP/1.1 "
            + status
            + " "
            + reason
            + "\r\n"
            + headers
            + "Connection: close\r\nContent-Length: "
            + content.length
            + "\r\n\r\n";
    bytes.writeBytes(top.getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(content);
    answer(bytes.toByteArray());
  }

  public ReceivedRequest request() {
    synchronized (body) {
      return new ReceivedRequest(
          origin,
          Call.of(head),
          head,
          body.toString(StandardCharsets.ISO_8859_1),
          isComplete(),
          forwarded,
          status,
          status == 0 ? answer : answer.substring(Math.max(0, answer.indexOf("\r\n\r\n"))),
          backendResponse);
    }
  }

  private boolean isComplete() {
    return body.size() == length;
  }
}
