package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.core.http.body.RequestBody;
import dev.trustedpublishing.core.http.proxy.ProxyConnectRejected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.HttpConnectionMetrics;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * How far one attempt came: the one place where the threads that move bytes and the thread that
 * waits for them meet. Once it has ended nothing more is handed to the connection, so what was said
 * about the outcome stays true.
 */
public final class HttpExchange implements AutoCloseable {
  /** What the exchange is busy with. */
  public enum Phase {
    CONNECTING,
    SENDING,
    WAITING,
    ANSWERING
  }

  private static final int MOST_HEADER_CHARS = 64 * 1024;
  private static final int MOST_INTERIM_ANSWERS = 8;
  private static final int MAX_IN_MEMORY = 1 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TransportSettings settings;
  private final LongSupplier nanoTime;
  private final @Nullable RequestBody body;
  private final HttpRequest call;
  private final long start;

  private Runnable drop = () -> {};
  private boolean connecting;
  private boolean begun;
  private boolean reused;
  private @Nullable HttpConnectionMetrics connection;
  private long receivedBefore;
  private long sent;
  private long movedAt;
  private int interimAnswers;
  private org.apache.hc.core5.http.@Nullable HttpResponse head;
  private int capacity;
  private int received;
  private final ResponseBody answerBody;
  private boolean capped;
  private boolean earlySuccess;
  private boolean complete;
  private boolean released;
  private @Nullable Throwable failure;

  public HttpExchange(
      TransportSettings settings,
      HttpRequest call,
      @Nullable RequestBody body,
      LongSupplier nanoTime) {
    this(settings, call, body, nanoTime, nanoTime.getAsLong());
  }

  private HttpExchange(
      TransportSettings settings,
      HttpRequest call,
      @Nullable RequestBody body,
      LongSupplier nanoTime,
      long start) {
    this.settings = settings;
    this.call = call;
    this.body = body;
    this.nanoTime = nanoTime;
    this.start = start;
    this.answerBody =
        new ResponseBody(call.bodyHandler().isPresent() ? MAX_IN_MEMORY : Integer.MAX_VALUE);
  }

  /** The same exchange once more, from the beginning, within the same time. */
  public HttpExchange again() {
    return new HttpExchange(settings, call, body, nanoTime, start);
  }

  /**
   * It is given to a client's part that will have a connection for it.
   *
   * @param drop closes that connection, if it is there and still belongs to this exchange
   */
  void startsWith(Runnable drop) {
    lock.lock();
    try {
      this.drop = drop;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Drops the connection. To cancel HttpClient's future is not enough: the thread that connects and
   * the thread that sends both set what it would cancel, and the wrong one may come last. A
   * connection that is not there yet is dropped when it wants to {@link #begin}.
   */
  public void drop() {
    Runnable drop;
    lock.lock();
    try {
      drop = this.drop;
    } finally {
      lock.unlock();
    }
    drop.run();
  }

  /** A place among the connections is there; from now on there is a limit for connecting. */
  void connect() {
    lock.lock();
    try {
      connecting = true;
      moved();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The request's head is about to be written.
   *
   * @param metrics what went over the connection before
   * @throws IOException if the exchange has ended
   * @throws ProtocolException if the server speaks first
   */
  void begin(HttpConnectionMetrics metrics) throws IOException, ProtocolException {
    lock.lock();
    try {
      requireRunning();
      reused = metrics.getRequestCount() > 0;
      if (!reused && metrics.getReceivedBytesCount() > 0) {
        throw new ProtocolException("an answer before there was a request");
      }
      connection = metrics;
      receivedBefore = metrics.getReceivedBytesCount();
      begun = true;
      moved();
      // From now on there is a limit.
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands bytes of the body to the connection.
   *
   * @return how many were handed over so far
   * @throws IOException if the exchange has ended or the connection does not take them
   */
  long hand(ByteBuffer bytes, DataStreamChannel channel) throws IOException {
    lock.lock();
    try {
      requireRunning();
      int taken = channel.write(bytes);
      if (taken > 0) {
        sent += taken;
        moved();
      }
      return sent;
    } finally {
      lock.unlock();
    }
  }

  /** An interim answer (1xx) came; too many end the exchange. */
  void informed() {
    lock.lock();
    try {
      if (++interimAnswers > MOST_INTERIM_ANSWERS) {
        failed(new ProtocolException("too many interim answers (1xx)"));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Something came in on some connection. Ends the exchange if its answer has come to no head after
   * so many bytes: HttpClient limits lines and their number, but not their sum.
   */
  public void watchHead() {
    lock.lock();
    try {
      HttpConnectionMetrics metrics = connection;
      if (metrics != null
          && head == null
          && metrics.getReceivedBytesCount() - receivedBefore > MOST_HEADER_CHARS) {
        failed(tooLong());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The head of the answer came.
   *
   * @throws IOException if there is no point in going on, because it came before all was sent; an
   *     error (4xx, 5xx) ends the sending, but its body is still read
   * @throws ProtocolException if it is too long
   */
  void answered(org.apache.hc.core5.http.HttpResponse answer)
      throws IOException, ProtocolException {
    lock.lock();
    try {
      if (!begun) {
        throw stopped(new ProxyConnectRejected(answer.getCode()));
      }
      requireRunning();
      int chars = 0;
      for (var header : answer.getHeaders()) {
        chars += header.getName().length() + lengthOf(header.getValue());
      }
      if (chars > MOST_HEADER_CHARS) {
        throw tooLong();
      }
      boolean early = sent < length();
      if (early && answer.getCode() < 300) {
        earlySuccess = true;
        throw new ProtocolException("a success before the whole request was sent");
      }
      if (answer.getCode() < 300 && !saysWhereItEnds(answer)) {
        throw new ProtocolException("a success that does not say where it ends");
      }
      head = answer;
      int limit = call.answerLimit();
      capacity = answer.getCode() >= 400 ? Math.min(limit, MOST_HEADER_CHARS) : limit;
      moved();
      changed.signalAll();
      if (early && answer.getCode() < 400) {
        throw stopped("The server answered before the whole request was sent.");
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * A part of the answer's body came.
   *
   * @throws IOException if enough was read
   */
  void read(ByteBuffer bytes) throws IOException {
    lock.lock();
    try {
      requireRunning();
      int count = Math.min(bytes.remaining(), capacity - received);
      received += count;
      append(bytes.slice().limit(count));
      bytes.position(bytes.position() + count);
      if (bytes.hasRemaining()) {
        capped = true;
        throw stopped("The answer is longer than " + capacity + " bytes.");
      }
    } finally {
      lock.unlock();
    }
  }

  /** Without room for it, the body ends here as it does at its limit. */
  private void append(ByteBuffer part) throws IOException {
    try {
      answerBody.append(part);
    } catch (IOException e) {
      capped = true;
      throw stopped("The temporary file can't be written.");
    }
  }

  /** The answer is complete. */
  void completed() {
    lock.lock();
    try {
      complete = failure == null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The connection was given back or dropped. Whoever waits for a complete answer waits for this:
   * to end the call earlier is to end the connection.
   */
  void released() {
    lock.lock();
    try {
      released = complete;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** It failed; the first reason counts. */
  public void failed(Throwable cause) {
    lock.lock();
    try {
      if (!ended()) {
        failure = cause;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until it has ended, and ends it when its time is over.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public void await() throws InterruptedException {
    lock.lock();
    try {
      while (!ended()) {
        long left = nanosLeft();
        if (left > 0) {
          changed.awaitNanos(left);
        } else {
          limit().ifPresent(limit -> failed(new LimitExceeded(phase(), limit)));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** What it is busy with, or was when it ended. */
  public Phase phase() {
    lock.lock();
    try {
      if (head != null) {
        return Phase.ANSWERING;
      }
      if (!begun) {
        return Phase.CONNECTING;
      }
      return sent < length() ? Phase.SENDING : Phase.WAITING;
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether the server can't have seen a complete request. */
  public boolean isNotSent() {
    lock.lock();
    try {
      return !earlySuccess && (!begun || sent < length());
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes of the body were handed to the connection. */
  public long sent() {
    lock.lock();
    try {
      return sent;
    } finally {
      lock.unlock();
    }
  }

  /** How long the present phase may last; empty if others watch over it. */
  Optional<Duration> limit() {
    if (!isUpload()) {
      return Optional.of(timeLimit());
    }
    return switch (phase()) {
      // A queue for a connection may wait. After it the client limits each lookup, connection and
      // handshake, but not a proxy that says nothing.
      case CONNECTING -> connecting ? Optional.of(settings.call()) : Optional.empty();
      case SENDING -> Optional.of(settings.stall());
      case WAITING -> Optional.of(settings.uploadAnswer());
      case ANSWERING -> Optional.of(settings.uploadAnswerBody());
    };
  }

  /**
   * Returns the answer, if there is one: its body may be cut off where the status alone says
   * enough, which it does for everything but a success whose body is the point of the call.
   */
  public Optional<ReceivedResponse> answer() {
    lock.lock();
    try {
      org.apache.hc.core5.http.HttpResponse received = head;
      boolean statusSaysEnough = capped || isUpload() || isNoSuccess(received);
      return received != null && (complete || statusSaysEnough)
          ? Optional.of(new ReceivedResponse(received, answerBody, !complete))
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what was received. */
  @Override
  public void close() {
    lock.lock();
    try {
      answerBody.close();
    } catch (IOException e) {
      throw new UncheckedIOException("A temporary file can't be closed.", e);
    } finally {
      lock.unlock();
    }
  }

  /** Why it failed. */
  public Throwable failure() {
    lock.lock();
    try {
      if (failure == null) {
        throw new IllegalStateException("The exchange has not failed.");
      }
      return failure;
    } finally {
      lock.unlock();
    }
  }

  private Duration timeLimit() {
    Duration usual = settings.call();
    return call.timeLimit().filter(own -> own.compareTo(usual) < 0).orElse(usual);
  }

  private long nanosLeft() {
    long since = isUpload() ? movedAt : start;
    return limit()
        .map(limit -> since + limit.toNanos() - nanoTime.getAsLong())
        .orElse(Long.MAX_VALUE);
  }

  private boolean isUpload() {
    return body != null && body.streamed();
  }

  private void moved() {
    movedAt = nanoTime.getAsLong();
    if (sent == length()) {
      changed.signalAll();
    }
  }

  /** Tells whether all went well, to the end. */
  public boolean isReleased() {
    lock.lock();
    try {
      return released;
    } finally {
      lock.unlock();
    }
  }

  private boolean ended() {
    return released || failure != null;
  }

  private long length() {
    return body == null ? 0 : body.length();
  }

  /**
   * Tells whether it ended because a used connection was spoilt: the server had closed it, before
   * the request or with not a byte of an answer, or it held bytes that nobody had asked for. A new
   * connection may do better.
   */
  public boolean isStale() {
    lock.lock();
    try {
      boolean closed =
          reused
              && failure instanceof IOException
              && !(failure instanceof LimitExceeded || failure instanceof TransportClosed);
      boolean closedBefore = !begun && failure instanceof RequestNotExecutedException;
      boolean desynchronized = !begun && failure instanceof HttpException;
      return head == null && (closed || closedBefore || desynchronized);
    } finally {
      lock.unlock();
    }
  }

  private IOException stopped(String why) {
    return stopped(new ExchangeEnded(why));
  }

  private IOException stopped(IOException why) {
    failed(why);
    return why;
  }

  private static ProtocolException tooLong() {
    return new ProtocolException("headers of more than " + MOST_HEADER_CHARS + " characters");
  }

  private void requireRunning() throws IOException {
    if (ended()) {
      throw new ExchangeEnded("The call has ended.");
    }
  }

  /**
   * Tells whether the answer ends where it says. HttpClient takes the end of the connection for the
   * end of the headers, so that an answer which broke off there looks like a short one.
   */
  private static boolean saysWhereItEnds(org.apache.hc.core5.http.HttpResponse answer) {
    return answer.containsHeader("Content-Length")
        || answer.containsHeader("Transfer-Encoding")
        || answer.containsHeader("Connection")
        || answer.getCode() == 204
        || HttpVersion.HTTP_1_0.equals(answer.getVersion());
  }

  private static boolean isNoSuccess(org.apache.hc.core5.http.@Nullable HttpResponse answer) {
    return answer != null && answer.getCode() >= 300;
  }

  private static int lengthOf(@Nullable String value) {
    return value == null ? 0 : value.length();
  }
}
