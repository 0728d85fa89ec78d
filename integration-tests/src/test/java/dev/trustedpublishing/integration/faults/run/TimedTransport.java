package dev.trustedpublishing.integration.faults.run;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.HttpTransport;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.integration.faults.injection.Call;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The real transport with short limits, whose time-outs take as long as the usual ones by the clock
 * of the run (docs/fault-matrix.md). Writes down how much of each response was read.
 */
record TimedTransport(HttpTransport delegate, RunClock clock, Consumer<RunRecord.Answer> answers)
    implements HttpTransport {
  private static final Duration CALL = Duration.ofSeconds(30);
  private static final Duration STALL = Duration.ofSeconds(60);
  private static final Duration UPLOAD_ANSWER = Duration.ofMinutes(15);
  private static final int MOST_OF_AN_ERROR = 64 << 10;
  private static final int FIRST_ERROR = 400;

  @Override
  public HttpResponse send(HttpRequest call) {
    try {
      HttpResponse answer = delegate.send(call);
      answers.accept(
          new RunRecord.Answer(answer.status(), answer.body().length, cap(call, answer)));
      return answer;
    } catch (TransportException e) {
      if (e.problem().code().equals(ErrorCode.TEMPORARY_TIMEOUT)) {
        clock.endedBy(call.timeout().orElseGet(() -> usualLimit(call, e)));
      }
      throw e;
    }
  }

  private static long cap(HttpRequest call, HttpResponse answer) {
    return answer.status() < FIRST_ERROR
        ? call.responseLimit()
        : Math.min(call.responseLimit(), MOST_OF_AN_ERROR);
  }

  private static Duration usualLimit(HttpRequest call, TransportException e) {
    String line = call.method() + " " + call.url().getRawPath();
    if (Call.of(line) != Call.UPLOAD) {
      return CALL;
    }
    return e.outcome() == AttemptOutcome.NOT_SENT ? STALL : UPLOAD_ANSWER;
  }
}
