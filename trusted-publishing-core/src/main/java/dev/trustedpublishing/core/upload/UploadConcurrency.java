package dev.trustedpublishing.core.upload;

import dev.failsafe.function.CheckedSupplier;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;

/**
 * Limits parallel uploads: to the caller's setting, until the registry rate-limits; from then on to
 * one, for the rest of the run. Thread-safe.
 */
public final class UploadConcurrency {
  public static final int DEFAULT = 4;
  private static final int MAX_COUNT = 64;

  private final Object turn = new Object();
  private volatile int limit;

  public UploadConcurrency(int limit) {
    this.limit = limit;
  }

  /** Returns the number, or rejects it: a typing error must not become 10,000 connections. */
  public static int checked(int uploads) {
    if (uploads >= 1 && uploads <= MAX_COUNT) {
      return uploads;
    }
    throw Problem.of(ErrorCode.USAGE_INVALID_OPTION, "--concurrency must be between 1 and 64.")
        .found("concurrency " + uploads)
        .expected("a number from 1 to " + MAX_COUNT)
        .remedy("Remove it for the default of " + DEFAULT + ", or use 1 for sequential uploads.")
        .toException(Stage.PLAN);
  }

  public int limit() {
    return limit;
  }

  /** Runs one attempt; waits for its turn once uploads are sequential. */
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
