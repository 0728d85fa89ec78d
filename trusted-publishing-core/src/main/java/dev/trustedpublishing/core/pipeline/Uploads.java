package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.upload.UploadConcurrency;
import dev.trustedpublishing.core.upload.UploadExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Uploads artifacts in parallel, in the given order. Until the first file of a release is
 * published, its files are uploaded one by one, because the first one creates the release. The
 * releases of a package are created one after the other: npm rejects a version that is lower than
 * the published ones.
 */
record Uploads(PublishStage publishing, UploadConcurrency pace, boolean keepsGoing) {
  /**
   * Returns when no upload is active. An interrupt ends the active ones, and is kept.
   *
   * @return the results of the artifacts that were started
   */
  Map<Artifact, ArtifactResult> publish(List<Artifact> artifacts, ApiTokens tokens) {
    int atATime = Math.min(pace.most(), artifacts.size());
    Batch batch = new Batch(artifacts, tokens);
    UploadExecutor.work(atATime, batch::work, batch::stop);
    return batch.results;
  }

  /** The uploads of one call. Each worker starts the next artifact when it has finished one. */
  private final class Batch {
    private final Deque<Artifact> waiting;
    private final ApiTokens tokens;
    private final Set<String> created = new HashSet<>();

    /** By package: the file that creates a release. */
    private final Map<String, Artifact> creating = new HashMap<>();

    private final Map<Artifact, ArtifactResult> results = new LinkedHashMap<>();
    private int running;
    private boolean stopped;

    private Batch(List<Artifact> artifacts, ApiTokens tokens) {
      this.waiting = new ArrayDeque<>(artifacts);
      this.tokens = tokens;
    }

    private void work() {
      for (Artifact artifact = next(); artifact != null; artifact = next()) {
        settle(publishing.publish(artifact, tokens));
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
        creating.put(artifact.packageName(), artifact);
      }
      running++;
      return artifact;
    }

    private boolean mayStart(Artifact artifact) {
      return running < pace.limit() && !creating.containsKey(artifact.packageName());
    }

    private synchronized void settle(ArtifactResult result) {
      Artifact artifact = result.artifact();
      running--;
      creating.remove(artifact.packageName(), artifact);
      results.put(artifact, result);
      if (result.state().isPublished()) {
        created.add(release(artifact));
      } else if (!keepsGoing) {
        stopped = true;
      }
      notifyAll();
    }

    private synchronized void stop() {
      stopped = true;
      notifyAll();
    }
  }

  private static String release(Artifact artifact) {
    return artifact.packageName() + " " + artifact.version();
  }
}
