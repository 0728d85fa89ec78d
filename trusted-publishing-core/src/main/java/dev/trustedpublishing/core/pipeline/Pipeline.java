package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.artifact.Revocation;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.IsolatedListener;
import dev.trustedpublishing.core.audit.Timer;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.credential.CredentialPolicy;
import dev.trustedpublishing.core.identity.SelectedIdentity;
import dev.trustedpublishing.core.identity.SignatureCheck;
import dev.trustedpublishing.core.report.ArtifactResult;
import dev.trustedpublishing.core.report.ArtifactState;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.core.settings.OnFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of the pipeline: plan, obtain, exchange, publish, revoke. */
public final class Pipeline {
  private final List<Path> files;
  private final RepositoryTarget target;
  private final RepositoryClient client;
  private final Supplier<SelectedIdentity> identity;
  private final CredentialPolicy policy;
  private final DefaultSpiContext context;
  private final RetryPolicies retries;
  private final Optional<SignatureCheck> signature;
  private final Uploads uploads;
  private final RevokeStage revoking;
  private final IsolatedListener progress;
  private final Timer timer;

  private final Map<Artifact, ArtifactResult> results = new LinkedHashMap<>();
  private final List<Revocation> revocations = new ArrayList<>();
  private @Nullable TrustedPublishingException failure;

  Pipeline(
      List<Path> files,
      Connection connection,
      Supplier<SelectedIdentity> identity,
      CredentialPolicy policy,
      Optional<SignatureCheck> signature,
      Uploads uploads,
      IsolatedListener progress) {
    this.files = files;
    this.target = connection.target();
    this.client = connection.client();
    this.identity = identity;
    this.policy = policy;
    this.context = connection.context();
    this.retries = connection.retries();
    this.signature = signature;
    this.uploads = uploads;
    this.revoking = new RevokeStage(client, context, retries);
    this.progress = progress;
    this.timer = context.trail().startTimer();
  }

  public PublishReport publish() {
    record(
        new AuditEvent.RunStarted(
            target.repositoryId(), target.name(), target.origin().toString(), files.size()));
    try {
      List<Artifact> artifacts = plan();
      Optional<SelectedIdentity> chosen =
          policy.identity(identity, context, target.origin().toString());
      for (ExchangeScope scope : client.scopes(artifacts)) {
        if (shouldContinue()) {
          publish(scope, token(scope, chosen));
        }
      }
      failure = firstFailure();
    } catch (TrustedPublishingException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = RetryPolicies.bug(Stage.PLAN, "the " + target.repositoryId() + " module", e);
    }
    return finish();
  }

  /** Plans and does nothing else. */
  public List<Artifact> planOnly() {
    try {
      return plan();
    } finally {
      context.trail().close();
    }
  }

  private List<Artifact> plan() {
    if (files.isEmpty()) {
      throw TrustedPublishingException.builder(Stage.PLAN, nothing()).build();
    }
    List<Artifact> artifacts = client.plan(files);
    for (Artifact artifact : artifacts) {
      results.put(artifact, ArtifactResult.notAttempted(artifact));
      record(
          new AuditEvent.ArtifactPlanned(
              artifact.filename(),
              artifact.packageName(),
              artifact.version(),
              artifact.file().size(),
              artifact.file().sha256()));
    }
    return artifacts;
  }

  private ScopeToken token(ExchangeScope scope, Optional<SelectedIdentity> identity) {
    return identity
        .map(vouching -> exchanged(scope, vouching))
        .orElseGet(() -> LastingToken.of(policy.stored().orElseThrow(), target.origin()));
  }

  private ScopeToken exchanged(ExchangeScope scope, SelectedIdentity identity) {
    ObtainStage obtain = new ObtainStage(identity, context, retries, signature);
    ExchangeStage exchange = new ExchangeStage(client, obtain, context, retries, identity.mask());
    return new ExchangedToken(scope, exchange, context.clock());
  }

  private void publish(ExchangeScope scope, ScopeToken token) {
    try {
      token.get(Duration.ZERO);
      results.putAll(uploads.send(scope.artifacts(), token));
    } finally {
      revocations.addAll(revoking.revoke(scope, token.toRevoke()));
    }
  }

  private boolean shouldContinue() {
    boolean failed = results.values().stream().anyMatch(result -> result.failure().isPresent());
    return !Thread.currentThread().isInterrupted()
        && (!failed || uploads.onFailure() == OnFailure.CONTINUE);
  }

  private @Nullable TrustedPublishingException firstFailure() {
    Optional<TrustedPublishingException> first =
        results.values().stream().flatMap(result -> result.failure().stream()).findFirst();
    boolean complete = results.values().stream().allMatch(result -> result.state().isPublished());
    return complete
        ? null
        : first.orElseGet(() -> RetryPolicies.interrupted(Stage.PUBLISH, target.name()));
  }

  private PublishReport finish() {
    Duration duration = timer.elapsed();
    PublishReport soFar = report(duration);
    Optional<TrustedPublishingException> reason = Optional.ofNullable(failure).map(policy::explain);
    int there = soFar.count(ArtifactState.PUBLISHED) + soFar.count(ArtifactState.ALREADY_PUBLISHED);
    progress.close();
    record(
        new AuditEvent.RunFinished(
            reason.isEmpty() ? "published" : soFar.isPartial() ? "partial" : "failed",
            reason.map(r -> r.code().value()),
            reason.map(r -> r.problem().what()),
            there,
            soFar.artifacts().size() - there,
            duration));
    // What the sinks missed is known only when they are done.
    context.trail().close();
    PublishReport report = report(duration);
    if (reason.isPresent()) {
      throw new PublishFailedException(reason.get(), report);
    }
    return report;
  }

  private PublishReport report(Duration duration) {
    return new PublishReport(
        context.trail().runId(),
        target,
        List.copyOf(results.values()),
        revocations,
        context.trail().warnings(),
        duration);
  }

  private void record(AuditEvent event) {
    context.trail().record(event);
  }

  private static Problem nothing() {
    return Problem.of(ErrorCode.USAGE_NOTHING_TO_PUBLISH, "There is nothing to publish.")
        .found("no files")
        .expected("at least one built package")
        .remedy("Build the project first, and check the paths that are given here.");
  }
}
