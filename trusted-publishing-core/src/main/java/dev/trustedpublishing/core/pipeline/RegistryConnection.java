package dev.trustedpublishing.core.pipeline;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.artifact.ExchangeScope;
import dev.trustedpublishing.api.artifact.RepositoryTarget;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.spi.RepositoryClient;
import dev.trustedpublishing.audit.AuditEvent;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.identity.AudienceRule;
import dev.trustedpublishing.core.retry.Failure;
import dev.trustedpublishing.core.retry.RetryPolicies;
import java.time.Duration;
import java.util.Optional;

/** The registry of one run, and the parts that every call to it needs. */
public record RegistryConnection(
    RepositoryTarget target,
    RepositoryClient client,
    DefaultSpiContext context,
    AudienceRule audience,
    RetryPolicies retries) {

  AuditTrail trail() {
    return context.trail();
  }

  IdentityRequest identityFor(ExchangeScope scope) {
    IdentityRequest request =
        retries.run(
            RetryPolicies.Call.AUDIENCE,
            "audience of " + scope.name(),
            () -> client.identityFor(scope));
    check(request);
    return request;
  }

  void check(IdentityRequest request) {
    audience.check(request.audience(), target, this::warn);
  }

  void record(AuditEvent event) {
    trail().record(event);
  }

  void warn(Problem warning) {
    context.warn(warning);
  }

  void recordStart(int files) {
    record(
        new AuditEvent.RunStarted(
            target.repositoryId(), target.name(), target.origin().toString(), files));
  }

  /**
   * Records the end and waits for the sinks: which events they missed is known only when they have
   * finished.
   */
  void finish(
      String result, Optional<Failure> reason, int published, int notPublished, Duration duration) {
    record(
        new AuditEvent.RunFinished(
            result,
            reason.map(failure -> failure.code().value()),
            reason.map(failure -> failure.problem().what()),
            published,
            notPublished,
            duration));
    trail().close();
  }

  /** Reports an unexpected exception of a module. */
  Failure bug(Stage stage, Throwable thrown) {
    return Failure.of(Failure.bug(stage, "the " + target.repositoryId() + " module", thrown));
  }
}
