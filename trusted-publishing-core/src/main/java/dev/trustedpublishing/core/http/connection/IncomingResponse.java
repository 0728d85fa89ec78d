package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.http.BodyHandler;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.internal.hc.core5.http.Header;
import dev.trustedpublishing.internal.hc.core5.http.HttpVersion;
import dev.trustedpublishing.internal.hc.core5.http.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The received part of a response, within its limits. Used by one thread at a time: the {@link
 * HttpExchange} ensures that, and does not change it after it has ended.
 */
public final class IncomingResponse {
  static final int MAX_HEADER_CHARS = 64 * 1024;
  private static final int MAX_ERROR_BYTES = 64 * 1024;
  private static final int MAX_INTERIM_RESPONSES = 8;
  private static final int MAX_IN_MEMORY = 1 << 20;

  private final HttpRequest request;
  private ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private @Nullable FileChannel file;
  private dev.trustedpublishing.internal.hc.core5.http.@Nullable HttpResponse head;
  private int interimResponses;
  private int received;
  private boolean capped;
  private boolean complete;

  IncomingResponse(HttpRequest request) {
    this.request = request;
  }

  /** Counts an interim response (1xx). */
  void countInterim() throws ProtocolException {
    if (++interimResponses > MAX_INTERIM_RESPONSES) {
      throw new ProtocolException("too many interim responses (1xx)");
    }
  }

  /**
   * Starts with the status and the headers.
   *
   * @throws ProtocolException if the headers are too long, or the end of a success can't be
   *     determined
   */
  void begin(dev.trustedpublishing.internal.hc.core5.http.HttpResponse start)
      throws ProtocolException {
    int chars = 0;
    for (Header header : start.getHeaders()) {
      chars += header.getName().length() + value(header).length();
    }
    if (chars > MAX_HEADER_CHARS) {
      throw headersTooLong();
    }
    if (start.getCode() < 300 && !saysWhereItEnds(start)) {
      throw new ProtocolException("a success without a defined end");
    }
    head = start;
  }

  boolean isBegun() {
    return head != null;
  }

  /**
   * Adds a part of the body.
   *
   * @return whether more may come; false at the limit, or if there is no room for a temporary file
   */
  boolean append(ByteBuffer part) {
    int count = Math.min(part.remaining(), limit() - received);
    received += count;
    capped = count < part.remaining();
    try {
      store(part.slice().limit(count));
    } catch (IOException e) {
      capped = true;
    }
    part.position(part.position() + count);
    return !capped;
  }

  /** Keeps the start in memory, and a long streamed body in a temporary file. */
  private void store(ByteBuffer part) throws IOException {
    boolean tooLong = memory.size() + part.remaining() > MAX_IN_MEMORY;
    if (file == null && tooLong && request.bodyHandler().isPresent()) {
      file = temporaryFile();
      write(file, ByteBuffer.wrap(memory.toByteArray()));
      memory = new ByteArrayOutputStream(0);
    }
    if (file != null) {
      write(file, part);
    } else {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      memory.writeBytes(bytes);
    }
  }

  private InputStream content() throws IOException {
    return file == null
        ? new ByteArrayInputStream(memory.toByteArray())
        : Channels.newInputStream(file.position(0));
  }

  /**
   * Readable by its owner only; deleted while it is open or, if the system does not support that,
   * when closed.
   */
  private static FileChannel temporaryFile() throws IOException {
    Path path = Files.createTempFile("trusted-publishing-", ".body");
    try {
      return FileChannel.open(
          path,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private int limit() {
    int usual = request.responseLimit();
    return status() < 400 ? usual : Math.min(usual, MAX_ERROR_BYTES);
  }

  void complete() {
    complete = true;
  }

  boolean isComplete() {
    return complete;
  }

  /** Returns whether it is a response even if its end is missing. */
  boolean isEnough() {
    return complete || capped || !isSuccess();
  }

  private int status() {
    return head == null ? 0 : head.getCode();
  }

  private boolean isSuccess() {
    return status() < 300;
  }

  /**
   * Creates the response that the caller receives, and passes its body to the handler of the
   * request.
   *
   * @throws UncheckedIOException if the body can't be read
   */
  public HttpResponse deliver() {
    BodyHandler handler = request.bodyHandler().orElse(null);
    if (handler == null || !isSuccess()) {
      return response(memory.toByteArray());
    }
    HttpResponse response = response(new byte[0]);
    if (complete) {
      try (InputStream content = content()) {
        handler.read(response, content);
      } catch (IOException e) {
        throw new UncheckedIOException("The body of the response can't be read.", e);
      }
    }
    return response;
  }

  private HttpResponse response(byte[] content) {
    if (head == null) {
      throw new IllegalStateException("There is no response.");
    }
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : head.getHeaders()) {
      headers.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(value(header));
    }
    String reason = head.getReasonPhrase() == null ? "" : head.getReasonPhrase();
    HttpResponse response = HttpResponse.of(request, status(), reason, headers, content);
    return complete ? response : response.truncated();
  }

  /** Discards the body. */
  void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A temporary file can't be closed.", e);
    }
  }

  static ProtocolException headersTooLong() {
    return new ProtocolException("headers of more than " + MAX_HEADER_CHARS + " characters");
  }

  /**
   * Returns whether the response is complete. HttpClient treats the end of the connection as the
   * end of the headers, so that a response which was truncated there looks like a short one.
   */
  private static boolean saysWhereItEnds(
      dev.trustedpublishing.internal.hc.core5.http.HttpResponse start) {
    return start.containsHeader("Content-Length")
        || start.containsHeader("Transfer-Encoding")
        || start.containsHeader("Connection")
        || start.getCode() == 204
        || HttpVersion.HTTP_1_0.equals(start.getVersion());
  }

  private static String value(Header header) {
    return header.getValue() == null ? "" : header.getValue();
  }
}
