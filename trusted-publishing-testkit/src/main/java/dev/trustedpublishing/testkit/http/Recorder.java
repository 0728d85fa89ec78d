package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every request that another handler answered. Safe for use by several threads. */
public final class Recorder implements Handler {

  private final Handler recorded;
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

  /**
   * Makes a recorder.
   *
   * @param recorded what answers the requests
   */
  public Recorder(Handler recorded) {
    this.recorded = recorded;
  }

  /** {@inheritDoc} The request is remembered before its answer leaves. */
  @Override
  public Reply handle(Request request) throws IOException {
    Reply reply = recorded.handle(request);
    OptionalInt status =
        reply instanceof Answer answer ? OptionalInt.of(answer.status()) : OptionalInt.empty();
    requests.add(
        new RecordedRequest(
            request.method(), request.path(), request.query(), request.headers(), status));
    return reply;
  }

  /**
   * Lists what was received until now.
   *
   * @return the requests, oldest first
   */
  public List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }
}
