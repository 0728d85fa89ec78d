package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A queue of faults: each request to an endpoint consumes the next fault of that endpoint, in the
 * order in which they were added. Safe for use by several threads.
 *
 * @param <E> the type of the endpoints
 */
public final class FaultScript<E extends Enum<E>> {

  private final Map<E, Queue<Fault>> faults = new ConcurrentHashMap<>();

  /** Creates an empty script: all requests are handled normally. */
  public FaultScript() {}

  /**
   * Queues faults.
   *
   * @param endpoint the endpoint
   * @param next the faults of the next requests, one for each
   */
  public void add(E endpoint, Fault... next) {
    queue(endpoint).addAll(List.of(next));
  }

  /**
   * Handles a request according to the script.
   *
   * @param endpoint the endpoint that received the request
   * @param request the request
   * @param real the handler to use if no fault is queued
   * @return the response, or {@link NoResponse}
   * @throws IOException if the body can't be read
   */
  public Reply play(E endpoint, Request request, Handler real) throws IOException {
    Fault fault = queue(endpoint).poll();
    return fault == null ? real.handle(request) : fault.play(request, real);
  }

  private Queue<Fault> queue(E endpoint) {
    return faults.computeIfAbsent(endpoint, any -> new ConcurrentLinkedQueue<>());
  }
}
