package dev.trustedpublishing.core.context;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.spi.ProcessOutcome;
import dev.trustedpublishing.api.spi.ProcessRunner;
import java.net.URI;
import java.util.List;

/** Ends a rehearsal where a run would leave this process. */
public record Offline() implements HttpTransport, ProcessRunner {
  // Not a temporary failure: it is not retried.
  private static final Problem NOT_ASKED =
      Problem.of(ErrorCode.TEMPORARY_INTERRUPTED, "A rehearsal uses no network.")
          .remedy("No action needed.");
  private static final Origin NOWHERE = Origin.of(URI.create("https://localhost/"));

  @Override
  public HttpResponse send(HttpRequest call) {
    throw new TransportException(NOT_ASKED, AttemptOutcome.NOT_SENT, NOWHERE, null);
  }

  @Override
  public ProcessOutcome run(List<String> command) {
    throw new TransportException(NOT_ASKED, AttemptOutcome.NOT_SENT, NOWHERE, null);
  }

  public boolean isReasonOf(TrustedPublishingException failure) {
    return failure.problem().equals(NOT_ASKED);
  }
}
