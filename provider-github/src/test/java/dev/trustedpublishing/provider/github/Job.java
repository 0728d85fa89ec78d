package dev.trustedpublishing.provider.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trustedpublishing.audit.AuditEntry;
import dev.trustedpublishing.core.TrustedPublisher;
import dev.trustedpublishing.core.TrustedPublisherBuilder;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.testkit.SampleDistribution;
import dev.trustedpublishing.testkit.Sandbox;
import dev.trustedpublishing.testkit.http.Fault;
import dev.trustedpublishing.testkit.http.RecordedRequest;
import dev.trustedpublishing.testkit.oidc.GitHubJob;
import dev.trustedpublishing.testkit.oidc.IssuerEndpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A job in the sandbox that publishes with the real transport to a registry that verifies. */
final class Job implements AutoCloseable {
  final Sandbox sandbox;
  final Map<String, String> environment;
  final List<AuditEntry> trail = new ArrayList<>();
  final List<String> commands = new ArrayList<>();
  private final Path folder;

  Job(Path folder) throws IOException {
    this.folder = folder;
    this.sandbox = Sandbox.builder().start();
    this.environment = new LinkedHashMap<>(sandbox.environment());
  }

  Job with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Job without(String... variables) {
    environment.keySet().removeAll(List.of(variables));
    return this;
  }

  /** The next token says something else than the job would. */
  Job claiming(String claim, Object value) {
    Map<String, Object> claims = sandbox.issuer().claims(GitHubJob.sample(), "pypi");
    claims.put(claim, value);
    return answering(sandbox.issuer().sign(claims));
  }

  Job answering(String token) {
    sandbox
        .issuer()
        .script(
            IssuerEndpoint.TOKEN,
            Fault.answer(200, "application/json", "{\"value\":\"" + token + "\"}"));
    return this;
  }

  PublishReport publish() {
    return publish(UnaryOperator.identity());
  }

  PublishReport publish(UnaryOperator<TrustedPublisherBuilder> settings) {
    try (TrustedPublisher publisher = settings.apply(builder()).build()) {
      return publisher.publish(SampleDistribution.values()[0].copyTo(folder));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  TrustedPublisherBuilder builder() {
    return TrustedPublisher.builder()
        .environment(environment)
        .repository(sandbox.uploadUrl().toString())
        .workflowCommands(commands::add)
        .onEvent(trail::add);
  }

  /** A failure in which no identity token reached the registry. */
  PublishFailedException failure() {
    return failure(UnaryOperator.identity());
  }

  PublishFailedException failureWithoutRetry() {
    return failure(settings -> settings.retryFor(Duration.ZERO));
  }

  List<RecordedRequest> tokenRequests() {
    return sandbox.issuer().requests().stream()
        .filter(request -> request.path().contains("/_apis/"))
        .toList();
  }

  private PublishFailedException failure(UnaryOperator<TrustedPublisherBuilder> settings) {
    PublishFailedException e =
        catchThrowableOfType(PublishFailedException.class, () -> publish(settings));
    assertThat(sandbox.pypi().requests())
        .noneMatch(request -> request.path().contains("mint-token"));
    return e;
  }

  @Override
  public void close() throws IOException {
    sandbox.close();
  }
}
