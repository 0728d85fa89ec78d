package dev.trustedpublishing.testkit.sigstore;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The faults of the next responses, in their order. Safe for use by several threads. */
final class ContentFaults {

  private final Map<SigstoreEndpoint, Queue<SigstoreFault>> faults = new ConcurrentHashMap<>();

  void add(SigstoreFault... next) {
    for (SigstoreFault fault : next) {
      queue(fault.endpoint()).add(fault);
    }
  }

  @Nullable SigstoreFault next(SigstoreEndpoint endpoint) {
    return queue(endpoint).poll();
  }

  private Queue<SigstoreFault> queue(SigstoreEndpoint endpoint) {
    return faults.computeIfAbsent(endpoint, any -> new ConcurrentLinkedQueue<>());
  }
}
