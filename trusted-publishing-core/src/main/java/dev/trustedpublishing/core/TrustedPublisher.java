package dev.trustedpublishing.core;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.pipeline.PipelineFactory;
import dev.trustedpublishing.core.pipeline.PublisherSettings;
import dev.trustedpublishing.core.report.DetectionReport;
import dev.trustedpublishing.core.report.PublishFailedException;
import dev.trustedpublishing.core.report.PublishReport;
import dev.trustedpublishing.core.report.VerifyReport;
import dev.trustedpublishing.core.settings.TrustedPublishing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Publishes packages from a CI job without a stored secret: obtains an identity token from the CI
 * system, exchanges it for a short-lived API token at the registry, publishes with it, and revokes
 * it.
 *
 * <pre>{@code
 * try (var publisher = TrustedPublisher.builder().repository("pypi").onEvent(AuditSinks.slf4j()).build()) {
 *   PublishReport report = publisher.publish(List.of(wheel, sdist));
 * }
 * }</pre>
 *
 * <p>Building has no side effects; the first call finds SPI jars and opens connections.
 * Thread-safe: each call of {@link #publish} is a separate run, and two publishers share nothing.
 */
public final class TrustedPublisher implements AutoCloseable {
  private final PipelineFactory pipelines;
  private final ActiveRuns runs = new ActiveRuns();

  TrustedPublisher(PublisherSettings settings) {
    this.pipelines = new PipelineFactory(settings);
  }

  /**
   * Returns a new builder.
   *
   * @return a builder
   */
  public static TrustedPublisherBuilder builder() {
    return new TrustedPublisherBuilder();
  }

  /**
   * Publishes files. Returns only if the registry has all of them; the API token is always revoked
   * if the registry supports it. An interrupt ends the run with {@code temporary.interrupted}; the
   * thread's flag stays set.
   *
   * @param files the built packages, in any order
   * @return the report
   * @throws PublishFailedException if not all files were published; contains the report
   * @throws TrustedPublishingException if the repository or the SPI jars are invalid; {@code
   *     temporary.interrupted} if this publisher is closed
   */
  public PublishReport publish(List<Path> files) {
    List<Path> all = List.copyOf(files);
    return runs.around(() -> pipelines.pipeline(all).publish());
  }

  /**
   * Reads, validates, and hashes files like {@link #publish}, without network and without identity.
   *
   * @param files the built packages
   * @return the artifacts
   * @throws TrustedPublishingException with all problems of all files
   */
  public List<Artifact> plan(List<Path> files) {
    return pipelines.pipeline(List.copyOf(files)).planOnly();
  }

  /**
   * Verifies the registration: obtains an identity token, exchanges it, and revokes the API token.
   * Uploads nothing. Warns first if the exchange itself changes something at the registry, such as
   * a pending publisher of PyPI, which creates its project.
   *
   * <p>With an attestor and attestations {@link
   * dev.trustedpublishing.api.artifact.Attestations#REQUIRED REQUIRED}, also obtains the
   * certificate that they are signed with. Nothing is signed, but the certificate itself is public.
   *
   * @param packages the packages to verify; required by registries with one token per package
   *     (npm), ignored by others (PyPI)
   * @return the report
   * @throws TrustedPublishingException if the registration does not work, with the claims that were
   *     sent; {@code usage.invalid-option} if trusted publishing is {@link TrustedPublishing#NEVER}
   *     ; a stored credential is never used
   */
  public VerifyReport verify(String... packages) {
    return runs.around(() -> pipelines.registrationCheck().verify(List.of(packages)));
  }

  /**
   * Detects the identity provider for this job, without network and without requesting a token.
   *
   * @return the result of every provider and the selection
   * @throws TrustedPublishingException if the SPI jars are invalid
   */
  public DetectionReport detect() {
    AuditTrail trail = pipelines.newTrail();
    try {
      return pipelines.providers(pipelines.context(trail)).report();
    } finally {
      trail.close();
    }
  }

  /**
   * Interrupts active runs, and waits up to 3 s until they have revoked their tokens; then closes
   * the connections and the audit sinks. If a run's own thread closes the publisher, from a
   * listener, the run is not awaited, and its token expires. No further run can start.
   *
   * @throws IOException if an audit sink could not be closed
   */
  @Override
  public void close() throws IOException {
    runs.end();
    pipelines.close();
  }
}
