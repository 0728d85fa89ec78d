package dev.trustedpublishing.core.upload;

import dev.failsafe.function.CheckedSupplier;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;

/**
 * How many uploads go at a time: what the caller allowed, until the registry says that it is too
 * much. From then on one at a time, for the rest of the run. Thread-safe.
 */
public final class UploadConcurrency {
  public static final int USUAL = 4;
  private static final int MOST = 64;

  private final Object turn = new Object();
  private volatile int limit;

  public UploadConcurrency(int limit) {
    this.limit = limit;
  }

  /** Returns the number, or refuses it: a typing error must not become 10,000 connections. */
  public static int checked(int uploads) {
    if (uploads >= 1 && uploads <= MOST) {
      return uploads;
    }
    throw TrustedPublishingException.builder(
            Stage.PLAN,
            Problem.of(
                    ErrorCode.USAGE_INVALID_OPTION, "That many uploads at a time are not possible.")
                .found("concurrency " + uploads)
                .expected("a number from 1 to " + MOST)
                .remedy("Leave it out for " + USUAL + " at a time, or choose 1 for one by one."))
        .build();
  }

  public int limit() {
    return limit;
  }

  /** Makes one attempt; waits for its turn where only one at a time may go. */
  public <T> T keep(CheckedSupplier<T> attempt) throws Throwable {
    if (limit > 1) {
      return watch(attempt);
    }
    synchronized (turn) {
      return watch(attempt);
    }
  }

  private <T> T watch(CheckedSupplier<T> attempt) throws Throwable {
    try {
      return attempt.get();
    } catch (TrustedPublishingException e) {
      if (e.code().equals(ErrorCode.TEMPORARY_RATE_LIMITED)) {
        limit = 1;
      }
      throw e;
    }
  }
}
