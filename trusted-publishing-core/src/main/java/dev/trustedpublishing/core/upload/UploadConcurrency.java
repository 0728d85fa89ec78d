package dev.trustedpublishing.core.upload;

import dev.failsafe.function.CheckedSupplier;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How many uploads and lookups are active at a time. Thread-safe.
 *
 * <p>Where the caller fixed a number, it is that one until the registry rate-limits, and from then
 * on one. Otherwise it is {@value #DEFAULT} and adapts as TCP does: one more after each round of
 * small files that a slow registry has published, up to {@value #MOST}; half as many after each
 * rejection for overload, and then no more again.
 */
public final class UploadConcurrency {
  public static final int DEFAULT = 4;

  /** What a run may reach without being asked to. */
  static final int MOST = 8;

  private static final int MAX_COUNT = 64;

  /** A registry that responds faster is limited by this machine, not by its distance. */
  private static final Duration SLOW = Duration.ofMillis(50);

  private final boolean fixed;
  private int limit;
  private int mostAllowed;
  private int active;
  private int slowInARow;

  /** Counts the reductions: attempts that began before one do not cause the next. */
  private int reductions;

  private UploadConcurrency(boolean fixed, int limit, int mostAllowed) {
    this.fixed = fixed;
    this.limit = limit;
    this.mostAllowed = mostAllowed;
  }

  /** Returns the concurrency of a run: the caller's number, or one that adapts. */
  public static UploadConcurrency of(OptionalInt chosen) {
    return chosen.isPresent()
        ? new UploadConcurrency(true, chosen.getAsInt(), chosen.getAsInt())
        : new UploadConcurrency(false, DEFAULT, MOST);
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

  public synchronized int limit() {
    return limit;
  }

  /** Returns the highest limit that this run can reach. */
  public synchronized int most() {
    return mostAllowed;
  }

  /** Runs one attempt, once fewer than the limit are active. */
  public <T> T keep(CheckedSupplier<T> attempt) throws Throwable {
    int before = begin();
    try {
      return watch(before, attempt);
    } finally {
      end();
    }
  }

  /** Runs a call within an attempt, and reduces the limit if the registry rejects it. */
  public <T> T watch(CheckedSupplier<T> call) throws Throwable {
    return watch(reductions(), call);
  }

  /** A file was published. */
  public synchronized void published(long size, Duration took) {
    boolean slow = size < Throughput.LEAST_TELLING && took.compareTo(SLOW) >= 0;
    slowInARow = slow ? slowInARow + 1 : 0;
    if (slowInARow >= limit && limit < mostAllowed) {
      limit++;
      slowInARow = 0;
      notifyAll();
    }
  }

  private <T> T watch(int before, CheckedSupplier<T> call) throws Throwable {
    try {
      return call.get();
    } catch (TrustedPublishingException e) {
      boolean limited = e.code().equals(ErrorCode.TEMPORARY_RATE_LIMITED);
      boolean overloaded = !fixed && e.httpStatus().equals(OptionalInt.of(503));
      if (limited || overloaded) {
        reduce(before);
      }
      throw e;
    }
  }

  private synchronized void reduce(int before) {
    if (before == reductions) {
      reductions++;
      limit = fixed ? 1 : Math.max(1, limit / 2);
      mostAllowed = limit;
    }
  }

  private synchronized int reductions() {
    return reductions;
  }

  private synchronized int begin() {
    try {
      while (active >= limit) {
        wait();
      }
    } catch (InterruptedException e) {
      // The attempt itself notices it, and ends.
      Thread.currentThread().interrupt();
    }
    active++;
    return reductions;
  }

  private synchronized void end() {
    active--;
    notifyAll();
  }
}
