package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.upload.UploadConcurrency;
import dev.trustedpublishing.core.upload.UploadExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Uploads artifacts in parallel, in the given order. Until the first file of a release is
 * published, its files are uploaded one by one, because the first one creates the release.
 */
record Uploads(PublishStage publishing, UploadConcurrency pace, boolean keepsGoing) {
  /**
   * Returns when no upload is active. An interrupt ends the active ones, and is kept.
   *
   * @return the results of the artifacts that were started
   */
  Map<Artifact, ArtifactResult> publish(List<Artifact> artifacts, ApiTokens tokens) {
    int atATime = Math.min(pace.most(), artifacts.size());
    Batch batch = new Batch(artifacts, tokens, atATime);
    try (UploadExecutor workers = UploadExecutor.forUploads(atATime)) {
      // Not on this thread if others are available: it must notice an interrupt while they work.
      for (int i = 0; i < atATime; i++) {
        workers.execute(batch::work);
      }
      batch.awaitEnd(workers);
    }
    return batch.results();
  }

  /** The uploads of one call. Each worker starts the next artifact when it has finished one. */
  private final class Batch {
    private final Deque<Artifact> waiting;
    private final ApiTokens tokens;
    private final CountDownLatch working;
    private final Set<String> created = new HashSet<>();
    private final Set<String> beingCreated = new HashSet<>();
    private final Map<Artifact, ArtifactResult> results = new LinkedHashMap<>();
    private int running;
    private boolean stopped;
    private @Nullable Throwable crash;

    private Batch(List<Artifact> artifacts, ApiTokens tokens, int workers) {
      this.waiting = new ArrayDeque<>(artifacts);
      this.tokens = tokens;
      this.working = new CountDownLatch(workers);
    }

    private void work() {
      try {
        for (Artifact artifact = next(); artifact != null; artifact = next()) {
          settle(publishing.publish(artifact, tokens));
        }
      } catch (Throwable e) {
        // Reported by the calling thread, after the others have ended.
        crashed(e);
      } finally {
        working.countDown();
      }
    }

    /** Waits until the next artifact may start; returns null if no more may start. */
    private synchronized @Nullable Artifact next() {
      try {
        while (!stopped && !waiting.isEmpty() && !mayStart(waiting.element())) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (stopped || waiting.isEmpty() || Thread.currentThread().isInterrupted()) {
        return null;
      }
      Artifact artifact = waiting.remove();
      if (!created.contains(release(artifact))) {
        beingCreated.add(release(artifact));
      }
      running++;
      return artifact;
    }

    private boolean mayStart(Artifact artifact) {
      return running < pace.limit() && !beingCreated.contains(release(artifact));
    }

    private synchronized void settle(ArtifactResult result) {
      String release = release(result.artifact());
      running--;
      beingCreated.remove(release);
      results.put(result.artifact(), result);
      if (result.state().isPublished()) {
        created.add(release);
      } else if (!keepsGoing) {
        stopped = true;
      }
      notifyAll();
    }

    private synchronized void crashed(Throwable cause) {
      crash = cause;
      stop();
    }

    private synchronized void stop() {
      stopped = true;
      notifyAll();
    }

    private void awaitEnd(UploadExecutor workers) {
      boolean interrupted = false;
      while (working.getCount() > 0) {
        try {
          working.await();
        } catch (InterruptedException e) {
          // The interrupt ends them, each with a result; the flag is restored after the last one.
          interrupted = true;
          stop();
          workers.interrupt();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized Map<Artifact, ArtifactResult> results() {
      if (crash instanceof Error error) {
        throw error;
      }
      if (crash != null) {
        throw new IllegalStateException("An upload ended without a result.", crash);
      }
      return results;
    }
  }

  private static String release(Artifact artifact) {
    return artifact.packageName() + " " + artifact.version();
  }
}
