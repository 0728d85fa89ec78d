package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Faults waiting for requests: each is used up by the next request to its endpoint, in the order in
 * which they were added. Safe for use by several threads.
 *
 * @param <E> the names of the endpoints
 */
public final class FaultScript<E extends Enum<E>> {

  private final Map<E, Queue<Fault>> faults = new ConcurrentHashMap<>();

  /** Creates an empty script: all requests are handled normally. */
  public FaultScript() {}

  /**
   * Queues faults.
   *
   * @param endpoint where they happen
   * @param next what happens to the next requests, one each
   */
  public void add(E endpoint, Fault... next) {
    queue(endpoint).addAll(List.of(next));
  }

  /**
   * Responses a request, after the script.
   *
   * @param endpoint where the request arrived
   * @param request the request
   * @param real what responses it if no fault waits
   * @return the response, or none
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
