package dev.trustedpublishing.core;

import dev.trustedpublishing.api.repository.Artifact;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Sends artifacts, several at a time. They start in the order in which they are given; until a file
 * of a release is there, its files go one by one, because the first one creates the release.
 */
final class Uploads {
  /** What a file that did not get there means for those that were not started yet. */
  enum AfterFailure {
    /** No more are started; those that run end. */
    STOP,
    /** The others go on. */
    GO_ON
  }

  private final PublishStage publishing;
  private final Pace pace;
  private final AfterFailure afterFailure;

  Uploads(PublishStage publishing, Pace pace, AfterFailure afterFailure) {
    this.publishing = publishing;
    this.pace = pace;
    this.afterFailure = afterFailure;
  }

  AfterFailure afterFailure() {
    return afterFailure;
  }

  /**
   * Returns when no upload runs any more. An interrupt ends those that run, and is kept.
   *
   * @return what became of the artifacts that were started
   */
  Map<Artifact, ArtifactResult> send(List<Artifact> artifacts, ScopeToken token) {
    int atATime = Math.min(pace.limit(), artifacts.size());
    try (Workers workers = Workers.forUploads(atATime)) {
      return new Batch(token, workers).send(artifacts);
    }
  }

  /** The uploads of one call. Only the thread that called decides what starts, so nothing locks. */
  private final class Batch {
    private final ScopeToken token;
    private final Workers workers;
    private final CompletionService<ArtifactResult> uploads;
    private final Set<Release> created = new HashSet<>();
    private final Set<Release> beingCreated = new HashSet<>();
    private final Map<Artifact, ArtifactResult> results = new LinkedHashMap<>();
    private int running;
    private boolean stopped;
    private boolean interrupted;
    private @Nullable Throwable crash;

    private Batch(ScopeToken token, Workers workers) {
      this.token = token;
      this.workers = workers;
      this.uploads = new ExecutorCompletionService<>(workers);
    }

    private Map<Artifact, ArtifactResult> send(List<Artifact> artifacts) {
      for (Artifact artifact : artifacts) {
        while (!stopped && !mayStart(artifact)) {
          awaitOne();
        }
        if (stopped) {
          break;
        }
        start(artifact);
      }
      while (running > 0) {
        awaitOne();
      }
      return end();
    }

    private boolean mayStart(Artifact artifact) {
      return running < pace.limit() && !beingCreated.contains(Release.of(artifact));
    }

    private void start(Artifact artifact) {
      if (!created.contains(Release.of(artifact))) {
        beingCreated.add(Release.of(artifact));
      }
      running++;
      // It comes back through take().
      Future<ArtifactResult> unused = uploads.submit(() -> publishing.publish(artifact, token));
    }

    private void awaitOne() {
      try {
        Future<ArtifactResult> ended = uploads.take();
        running--;
        settle(ended.get());
      } catch (InterruptedException e) {
        // They end because of this, each with a result; the flag is put back after the last one.
        interrupted = true;
        stopped = true;
        workers.interrupt();
      } catch (ExecutionException e) {
        crash = e.getCause();
        stopped = true;
      }
    }

    private void settle(ArtifactResult result) {
      Release release = Release.of(result.artifact());
      beingCreated.remove(release);
      results.put(result.artifact(), result);
      if (result.state().isThere()) {
        created.add(release);
      } else if (afterFailure == AfterFailure.STOP) {
        stopped = true;
      }
    }

    private Map<Artifact, ArtifactResult> end() {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (crash instanceof Error error) {
        throw error;
      }
      if (crash != null) {
        throw new IllegalStateException("An upload ended without a result.", crash);
      }
      return results;
    }
  }

  private record Release(String packageName, String version) {
    static Release of(Artifact artifact) {
      return new Release(artifact.packageName(), artifact.version());
    }
  }
}
