package dev.trustedpublishing.testkit.http;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records every request that another handler receives. Safe for use by several threads. */
public final class Recorder implements Handler {

  private final Handler recorded;
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

  /**
   * Creates a recorder.
   *
   * @param recorded the handler that responds to the requests
   */
  public Recorder(Handler recorded) {
    this.recorded = recorded;
  }

  /** {@inheritDoc} The request is recorded before its response is sent. */
  @Override
  public Reply handle(Request request) throws IOException {
    try {
      Reply reply = recorded.handle(request);
      remember(
          request,
          reply instanceof Answer answer ? OptionalInt.of(answer.status()) : OptionalInt.empty());
      return reply;
    } catch (IOException | RuntimeException e) {
      // The server responds to this with 500.
      remember(request, OptionalInt.of(500));
      throw e;
    }
  }

  /**
   * Lists the requests received so far.
   *
   * @return the requests, oldest first
   */
  public List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  private void remember(Request request, OptionalInt status) {
    requests.add(
        new RecordedRequest(
            request.method(),
            request.path(),
            request.target(),
            request.query(),
            request.headers(),
            status));
  }
}
