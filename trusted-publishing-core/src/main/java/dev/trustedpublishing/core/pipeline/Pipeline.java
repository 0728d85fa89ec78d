package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.IsolatedListener;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.identity.CredentialPolicy;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.retry.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One run: plan, obtain, attest, exchange, publish, revoke. */
public final class Pipeline {
  private final List<Path> files;
  private final RegistryConnection connection;
  private final Supplier<ObtainStage> identity;
  private final CredentialPolicy credentials;
  private final AttestStage attest;
  private final Uploads uploads;
  private final IsolatedListener progress;
  private final Timer timer;

  private final Map<Artifact, ArtifactResult> results = new LinkedHashMap<>();
  private final List<Revocation> revocations = new ArrayList<>();

  Pipeline(
      List<Path> files,
      RegistryConnection connection,
      Supplier<ObtainStage> identity,
      CredentialPolicy credentials,
      AttestStage attest,
      Uploads uploads,
      IsolatedListener progress) {
    this.files = files;
    this.connection = connection;
    this.identity = identity;
    this.credentials = credentials;
    this.attest = attest;
    this.uploads = uploads;
    this.progress = progress;
    this.timer = connection.trail().startTimer();
  }

  public PublishReport publish() {
    connection.recordStart(files.size());
    Optional<Failure> failure;
    try {
      List<Artifact> artifacts = plan(); // no network, no credential
      Optional<ObtainStage> obtain = // empty: the stored credential
          credentials.identity(
              identity, connection.context(), connection.target().origin().toString());
      List<Artifact> attested = attest.run(artifacts, obtain); // before an API token exists
      planned(attested);
      for (ExchangeScope scope : connection.client().scopes(attested)) {
        if (shouldContinue()) {
          try (ApiTokens tokens = exchange(scope, obtain)) { // obtain + exchange, renewable
            results.putAll(uploads.publish(scope.artifacts(), tokens));
          } // revoke, always
        }
      }
      failure = firstFailure();
    } catch (TrustedPublishingException e) {
      failure = Optional.of(Failure.of(e));
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      failure = Optional.of(connection.bug(Stage.PLAN, e));
    }
    return finish(failure);
  }

  /** Only plans. */
  public List<Artifact> planOnly() {
    try {
      return plan();
    } catch (StackOverflowError | LinkageError e) {
      throw connection.bug(Stage.PLAN, e).exception();
    } finally {
      connection.trail().close();
    }
  }

  private List<Artifact> plan() {
    if (files.isEmpty()) {
      throw Problem.of(ErrorCode.USAGE_NOTHING_TO_PUBLISH, "There is nothing to publish.")
          .found("no files")
          .expected("at least one built package")
          .remedy("Build the project first, and check the paths.")
          .toException(Stage.PLAN);
    }
    List<Artifact> artifacts = connection.client().plan(files);
    planned(artifacts);
    for (Artifact artifact : artifacts) {
      connection.record(
          new AuditEvent.ArtifactPlanned(
              artifact.filename(),
              artifact.packageName(),
              artifact.version(),
              artifact.file().size(),
              artifact.file().sha256()));
    }
    return artifacts;
  }

  private void planned(List<Artifact> artifacts) {
    results.clear();
    artifacts.forEach(artifact -> results.put(artifact, ArtifactResult.notAttempted(artifact)));
  }

  private ApiTokens exchange(ExchangeScope scope, Optional<ObtainStage> obtain) {
    RevokeStage revoke = new RevokeStage(connection, scope.name(), revocations);
    ApiTokens.Source source =
        obtain.isPresent()
            ? new ExchangedTokenSource(connection, scope, obtain.get())
            : new ApiTokens.StoredCredentialSource(
                credentials.stored().orElseThrow(), connection.target().origin());
    return ApiTokens.open(source, revoke, connection.context().clock());
  }

  private boolean shouldContinue() {
    boolean failed = results.values().stream().anyMatch(result -> result.failure().isPresent());
    return !Thread.currentThread().isInterrupted() && (!failed || uploads.keepsGoing());
  }

  private Optional<Failure> firstFailure() {
    if (results.values().stream().allMatch(result -> result.state().isPublished())) {
      return Optional.empty();
    }
    return results.values().stream()
        .flatMap(result -> result.failure().stream())
        .map(Failure::of)
        .findFirst()
        .or(() -> Optional.of(Failure.interrupted(Stage.PUBLISH, connection.target().name())));
  }

  private PublishReport finish(Optional<Failure> failure) {
    attest.warnAboutUnused(results.values());
    Duration duration = timer.elapsed();
    PublishReport soFar = report(duration);
    Optional<Failure> reason = failure.map(credentials::explain);
    int there = soFar.count(ArtifactState.PUBLISHED) + soFar.count(ArtifactState.ALREADY_PUBLISHED);
    progress.close();
    String result = reason.isEmpty() ? "published" : soFar.isPartial() ? "partial" : "failed";
    connection.finish(result, reason, there, soFar.artifacts().size() - there, duration);
    PublishReport report = report(duration);
    if (reason.isPresent()) {
      throw new PublishFailedException(reason.get().describe(), report);
    }
    return report;
  }

  private PublishReport report(Duration duration) {
    return new PublishReport(
        connection.trail().runId(),
        connection.target(),
        List.copyOf(results.values()),
        revocations,
        connection.trail().warnings(),
        duration);
  }
}
