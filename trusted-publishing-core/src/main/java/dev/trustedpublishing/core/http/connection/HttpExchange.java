package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.core.http.connection.ExchangeException.Closed;
import dev.trustedpublishing.core.http.connection.ExchangeException.ConnectRejected;
import dev.trustedpublishing.core.http.connection.ExchangeException.Ended;
import dev.trustedpublishing.core.http.connection.ExchangeException.TimedOut;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpConnectionMetrics;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The state of one attempt, shared by the I/O threads and the waiting thread. After it has ended,
 * nothing more is passed to the connection, so the reported outcome stays true. Thread-safe.
 */
public final class HttpExchange
    implements AsyncResponseConsumer<Void>, FutureCallback<Void>, AutoCloseable {
  /** What the exchange is busy with, in this order; some requests skip the first two. */
  public enum Phase {
    QUEUED(null),
    /** The client limits each lookup, connection and handshake, but not a proxy that is silent. */
    CONNECTING(Limit.CALL),
    SENDING(Limit.STALL),
    WAITING(Limit.UPLOAD_ANSWER),
    ANSWERING(Limit.UPLOAD_ANSWER_BODY);

    /** For an upload; null if others watch over it. */
    private final @Nullable Limit limit;

    Phase(@Nullable Limit limit) {
      this.limit = limit;
    }
  }

  private final TransportSettings settings;
  private final LongSupplier nanoTime;
  private final @Nullable RequestBody body;
  private final HttpRequest call;
  private final long start;
  private final IncomingResponse response;

  private Phase phase = Phase.QUEUED;
  private Runnable drop = () -> {};
  private boolean reused;
  private @Nullable HttpConnectionMetrics connection;
  private long receivedBefore;
  private long sent;
  private long movedAt;
  private boolean earlySuccess;
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
    this.response = new IncomingResponse(call);
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
  synchronized void startsWith(Runnable drop) {
    this.drop = drop;
  }

  /**
   * Drops the connection. To cancel HttpClient's future is not enough: the thread that connects and
   * the thread that sends both set what it would cancel, and the wrong one may come last. A
   * connection that is not there yet is dropped when it wants to {@link #begin}.
   */
  public void drop() {
    Runnable drop;
    synchronized (this) {
      drop = this.drop;
    }
    drop.run();
  }

  /** A place among the connections is there; from now on there is a limit for connecting. */
  synchronized void connect() {
    enter(Phase.CONNECTING);
  }

  /**
   * The request's head is about to be written.
   *
   * @param metrics what went over the connection before
   * @throws IOException if the exchange has ended
   * @throws ProtocolException if the server speaks first
   */
  public synchronized void begin(HttpConnectionMetrics metrics)
      throws IOException, ProtocolException {
    requireRunning();
    reused = metrics.getRequestCount() > 0;
    if (!reused && metrics.getReceivedBytesCount() > 0) {
      throw new ProtocolException("a response before the request");
    }
    connection = metrics;
    receivedBefore = metrics.getReceivedBytesCount();
    enter(isIncomplete() ? Phase.SENDING : Phase.WAITING);
  }

  /**
   * Hands bytes of the body to the connection.
   *
   * @return how many were passed so far
   * @throws IOException if the exchange has ended or the connection does not take them
   */
  synchronized long hand(ByteBuffer bytes, DataStreamChannel channel) throws IOException {
    requireRunning();
    int taken = channel.write(bytes);
    if (taken > 0) {
      sent += taken;
      movedAt = nanoTime.getAsLong();
      if (phase == Phase.SENDING && !isIncomplete()) {
        enter(Phase.WAITING);
      }
    }
    return sent;
  }

  /** An interim response (1xx) came; too many end the exchange. */
  @Override
  public synchronized void informationResponse(HttpResponse interim, HttpContext context) {
    try {
      response.countInterim();
    } catch (ProtocolException e) {
      fail(e);
    }
  }

  /**
   * Something came in on some connection. Ends the exchange if its response has come to no head
   * after so many bytes: HttpClient limits lines and their number, but not their sum.
   */
  public synchronized void watchHead() {
    HttpConnectionMetrics metrics = connection;
    if (metrics != null
        && !response.isBegun()
        && metrics.getReceivedBytesCount() - receivedBefore > IncomingResponse.MAX_HEADER_CHARS) {
      fail(IncomingResponse.headersTooLong());
    }
  }

  /**
   * The head of the response came.
   *
   * @throws IOException if there is no point in continuing, because it came before all was sent; an
   *     error (4xx, 5xx) ends the sending, but its body is still read
   * @throws ProtocolException if it breaks the rules
   */
  @Override
  public synchronized void consumeResponse(
      HttpResponse head,
      @Nullable EntityDetails entity,
      HttpContext context,
      FutureCallback<Void> callback)
      throws IOException, ProtocolException {
    if (!isBegun()) {
      throw stopped(ConnectRejected.with(head.getCode()));
    }
    requireRunning();
    boolean early = isIncomplete();
    if (early && head.getCode() < 300) {
      earlySuccess = true;
      throw new ProtocolException("a success before the whole request was sent");
    }
    response.begin(head);
    enter(Phase.ANSWERING);
    if (early && head.getCode() < 400) {
      throw stopped(Ended.because("The server responded before the whole request was sent."));
    }
    if (entity == null) {
      streamEnd(null);
    }
  }

  @Override
  public void updateCapacity(CapacityChannel capacity) throws IOException {
    capacity.update(Integer.MAX_VALUE);
  }

  /**
   * A part of the response's body came.
   *
   * @throws IOException if enough was read
   */
  @Override
  public synchronized void consume(ByteBuffer bytes) throws IOException {
    requireRunning();
    if (!response.append(bytes)) {
      throw stopped(Ended.because("The response is longer than the limit."));
    }
  }

  @Override
  public synchronized void streamEnd(@Nullable List<? extends Header> trailers) {
    if (failure == null) {
      response.complete();
    }
  }

  @Override
  public void completed(@Nullable Void nothing) {
    // Known since the end of the response.
  }

  /**
   * The connection was revoked or dropped. The one who waits for a complete response waits for
   * this: to end the call earlier must end the connection.
   */
  @Override
  public synchronized void releaseResources() {
    released = response.isComplete();
    notifyAll();
  }

  @Override
  public void cancelled() {
    fail(Closed.now());
  }

  @Override
  public void failed(Exception cause) {
    fail(cause);
  }

  /** It failed; the first reason counts. */
  public synchronized void fail(Throwable cause) {
    if (!hasEnded()) {
      failure = cause;
      notifyAll();
    }
  }

  /**
   * Waits until it has ended, and ends it when its time limit is exceeded.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public synchronized void await() throws InterruptedException {
    while (!hasEnded()) {
      Duration limit = limit().orElse(null);
      long since = isUpload() ? movedAt : start;
      long left = limit == null ? Long.MAX_VALUE : since + limit.toNanos() - nanoTime.getAsLong();
      if (left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } else if (limit != null) {
        fail(TimedOut.after(limit, phase));
      }
    }
  }

  /** What it is busy with, or was when it ended. */
  public synchronized Phase phase() {
    return phase;
  }

  /** Returns whether the server can't have seen a complete request. */
  public synchronized boolean isNotSent() {
    return !earlySuccess && (!isBegun() || isIncomplete());
  }

  /** How many bytes of the body were passed to the connection. */
  public synchronized long sent() {
    return sent;
  }

  /**
   * Returns the response, if there is one: its body may be truncated where the status alone says
   * enough, which it does for everything but a success whose body is the point of the call.
   */
  public synchronized Optional<IncomingResponse> response() {
    return response.isBegun() && (isUpload() || response.isEnough())
        ? Optional.of(response)
        : Optional.empty();
  }

  /** Why it failed. */
  public synchronized Throwable failure() {
    if (failure == null) {
      throw new IllegalStateException("The exchange has not failed.");
    }
    return failure;
  }

  /** Returns whether all went well, to the end. */
  public synchronized boolean isReleased() {
    return released;
  }

  /**
   * Returns whether it ended because a used connection was desynchronized: the server had closed
   * it, before the request or with not a byte of a response, or it held bytes that nobody had asked
   * for. A new connection may do better.
   */
  public synchronized boolean isStale() {
    boolean closed =
        reused
            && failure instanceof IOException
            && !(failure instanceof TimedOut || failure instanceof Closed);
    boolean closedBefore = !isBegun() && failure instanceof RequestNotExecutedException;
    boolean desynchronized = !isBegun() && failure instanceof HttpException;
    return !response.isBegun() && (closed || closedBefore || desynchronized);
  }

  /** Forgets what was received. */
  @Override
  public synchronized void close() {
    response.close();
  }

  /** How long the present phase may last; empty if others watch over it. */
  private Optional<Duration> limit() {
    if (!isUpload()) {
      Duration usual = settings.limit(Limit.CALL);
      return Optional.of(call.timeout().filter(own -> own.compareTo(usual) < 0).orElse(usual));
    }
    return Optional.ofNullable(phase.limit).map(settings::limit);
  }

  private void enter(Phase next) {
    phase = next;
    movedAt = nanoTime.getAsLong();
    notifyAll();
  }

  private boolean isBegun() {
    return phase.compareTo(Phase.SENDING) >= 0;
  }

  private boolean isIncomplete() {
    return body != null && sent < body.length();
  }

  private boolean isUpload() {
    return body != null && body.streamed();
  }

  private boolean hasEnded() {
    return released || failure != null;
  }

  private void requireRunning() throws IOException {
    if (hasEnded()) {
      throw Ended.because("The call has ended.");
    }
  }

  private IOException stopped(IOException why) {
    fail(why);
    return why;
  }
}
