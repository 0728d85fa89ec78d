package dev.trustedpublishing.core.http.connection;

import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.core.http.connection.ExchangeException.Closed;
import dev.trustedpublishing.core.http.connection.ExchangeException.ConnectRejected;
import dev.trustedpublishing.core.http.connection.ExchangeException.Ended;
import dev.trustedpublishing.core.http.connection.ExchangeException.TimedOut;
import dev.trustedpublishing.core.http.connection.TransportSettings.Limit;
import dev.trustedpublishing.internal.hc.core5.concurrent.FutureCallback;
import dev.trustedpublishing.internal.hc.core5.http.ConnectionClosedException;
import dev.trustedpublishing.internal.hc.core5.http.EntityDetails;
import dev.trustedpublishing.internal.hc.core5.http.Header;
import dev.trustedpublishing.internal.hc.core5.http.HttpConnectionMetrics;
import dev.trustedpublishing.internal.hc.core5.http.HttpException;
import dev.trustedpublishing.internal.hc.core5.http.HttpResponse;
import dev.trustedpublishing.internal.hc.core5.http.Method;
import dev.trustedpublishing.internal.hc.core5.http.ProtocolException;
import dev.trustedpublishing.internal.hc.core5.http.RequestNotExecutedException;
import dev.trustedpublishing.internal.hc.core5.http.nio.AsyncResponseConsumer;
import dev.trustedpublishing.internal.hc.core5.http.nio.CapacityChannel;
import dev.trustedpublishing.internal.hc.core5.http.nio.DataStreamChannel;
import dev.trustedpublishing.internal.hc.core5.http.protocol.HttpContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of one attempt, shared by the I/O threads and the waiting thread. After it has ended,
 * nothing more is passed to the connection, so the reported outcome stays true. Thread-safe.
 */
public final class HttpExchange
    implements AsyncResponseConsumer<Void>, FutureCallback<Void>, AutoCloseable {
  private final TransportSettings settings;
  private final LongSupplier nanoTime;
  private final @Nullable RequestBody body;
  private final HttpRequest call;
  private final long start;
  private final IncomingResponse response;

  private Phase phase = Phase.QUEUED;
  private Runnable drop = () -> {};
  private Traffic traffic = Traffic.NONE;
  private boolean kept;
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

  /** Returns a new exchange for the same request, within the same time limit. */
  public HttpExchange again() {
    return new HttpExchange(settings, call, body, nanoTime, start);
  }

  /**
   * Registers how to close the connection, before the connection exists.
   *
   * @param drop closes the connection, if it exists and still belongs to this exchange
   */
  synchronized void startsWith(Runnable drop) {
    this.drop = drop;
  }

  /**
   * Drops the connection. Cancelling HttpClient's future is not enough: the connecting thread and
   * the sending thread both set the operation to cancel, and the wrong one may be set last. A
   * connection that does not exist yet is dropped when it calls {@link #begin}.
   */
  public void drop() {
    Runnable drop;
    synchronized (this) {
      drop = this.drop;
    }
    drop.run();
  }

  /** The connection pool has a slot, perhaps with a kept connection; the limit for it starts. */
  synchronized void connect(boolean kept) {
    this.kept = kept;
    enter(Phase.CONNECTING);
  }

  /**
   * Called before the head of the request is written.
   *
   * @param metrics the traffic of the connection so far
   * @param first whether it is the first request to this server on it
   * @param idle whether nothing has arrived on it, not even its end
   * @throws IOException if the exchange has ended, or a kept connection is not idle
   * @throws ProtocolException if the server sent bytes before the request
   */
  public synchronized void begin(HttpConnectionMetrics metrics, boolean first, BooleanSupplier idle)
      throws IOException, ProtocolException {
    requireRunning();
    // HttpClient connects anew if the kept connection was closed after it was chosen.
    kept = kept && !first;
    if (kept && !idle.getAsBoolean()) {
      throw new ConnectionClosedException("The kept connection is closed or not in step.");
    }
    if (metrics.getRequestCount() == 0 && metrics.getReceivedBytesCount() > 0) {
      throw new ProtocolException("a response before the request");
    }
    traffic = new Traffic(metrics);
    enter(isIncomplete() ? Phase.SENDING : Phase.WAITING);
  }

  /**
   * Passes bytes of the body to the connection.
   *
   * @return how many were passed so far
   * @throws IOException if the exchange has ended or the connection does not accept them
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

  /** Called for each interim response (1xx); too many end the exchange. */
  @Override
  public synchronized void informationResponse(HttpResponse interim, HttpContext context) {
    try {
      response.countInterim();
    } catch (ProtocolException e) {
      fail(e);
    }
  }

  /**
   * Called when a connection has received bytes. Ends the exchange if the head of its response is
   * too long: HttpClient limits the length and the number of lines, but not their sum.
   */
  public synchronized void watchHead() {
    if (!response.isBegun() && traffic.received() > IncomingResponse.MAX_HEADER_CHARS) {
      fail(IncomingResponse.headersTooLong());
    }
  }

  /**
   * Called with the head of the response.
   *
   * @throws IOException if continuing makes no sense, because the response arrived before the whole
   *     request was sent; an error (4xx, 5xx) ends the sending, but its body is still read
   * @throws ProtocolException if it violates HTTP
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
   * Called with a part of the response's body.
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
    // Known when the response ended.
  }

  /**
   * The connection was released or dropped. The caller waits for this after a complete response,
   * because ending the request earlier would close the connection.
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

  /** Ends the exchange with a failure; only the first one is kept. */
  public synchronized void fail(Throwable cause) {
    if (!hasEnded()) {
      failure = cause;
      notifyAll();
    }
  }

  /** Waits until it has ended, and ends it when its time limit is exceeded. */
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

  /** Returns the current phase, or the last one. */
  public synchronized Phase phase() {
    return phase;
  }

  /** Returns whether the server can't have received the complete request. */
  public synchronized boolean isNotSent() {
    return !earlySuccess && (!isBegun() || isIncomplete());
  }

  /** Returns the number of bytes of the body that were passed to the connection. */
  public synchronized long sent() {
    return sent;
  }

  /** Returns the response, if there is one; truncated only where its status is sufficient. */
  public synchronized Optional<IncomingResponse> response() {
    return response.isBegun() && (isUpload() || response.isEnough())
        ? Optional.of(response)
        : Optional.empty();
  }

  /** Returns why it failed. */
  public synchronized Throwable failure() {
    if (failure == null) {
      throw new IllegalStateException("The exchange has not failed.");
    }
    return failure;
  }

  /** Returns whether it completed without a failure. */
  public synchronized boolean isReleased() {
    return released;
  }

  /**
   * Returns whether the same request may be sent again at once: a kept connection was closed or out
   * of step before any byte was written. A {@code GET} may also be sent again after that.
   */
  public synchronized boolean isStale() {
    if (response.isBegun()) {
      return false;
    }
    if (!Method.GET.isSame(call.method())) {
      return isBrokenKept() && !isWritten();
    }
    boolean unusable =
        failure instanceof HttpException || failure instanceof RequestNotExecutedException;
    return isBrokenKept() || (!isBegun() && unusable);
  }

  /** Returns what became of a kept connection. */
  synchronized ConnectionReuse.Result reuse() {
    if (kept && response.isBegun()) {
      return ConnectionReuse.Result.WORKED;
    }
    return isBrokenKept() && isWritten()
        ? ConnectionReuse.Result.LOST_REQUEST
        : ConnectionReuse.Result.NONE;
  }

  /** Discards the response. */
  @Override
  public synchronized void close() {
    response.close();
  }

  /** Returns the time limit of the current phase; empty if the client enforces it. */
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

  private boolean isBrokenKept() {
    boolean broken = failure instanceof IOException || failure instanceof HttpException;
    boolean ended = failure instanceof TimedOut || failure instanceof Closed;
    return kept && broken && !ended && !response.isBegun();
  }

  /** Returns whether bytes of the request may have left. */
  private boolean isWritten() {
    return sent > 0 || traffic.sent() > 0;
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
