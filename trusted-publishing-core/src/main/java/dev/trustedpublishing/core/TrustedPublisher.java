package dev.trustedpublishing.core;

import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.core.audit.AuditTrail;
import dev.trustedpublishing.core.pipeline.ActiveRuns;
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
 * system, exchanges it for a short-lived API token at the registry, publishes with that, and
 * revokes it.
 *
 * <pre>{@code
 * try (var publisher = TrustedPublisher.builder().repository("pypi").onEvent(AuditSinks.slf4j()).build()) {
 *   PublishReport report = publisher.publish(List.of(wheel, sdist));
 * }
 * }</pre>
 *
 * <p>Building is pure; the first call looks for SPI jars and opens connections. Thread-safe: each
 * call of {@link #publish} is a run of its own, and two publishers share nothing.
 */
public final class TrustedPublisher implements AutoCloseable {
  private final PipelineFactory pipelines;
  private final ActiveRuns runs = new ActiveRuns();

  TrustedPublisher(PublisherSettings settings) {
    this.pipelines = new PipelineFactory(settings);
  }

  /**
   * Starts to configure a publisher.
   *
   * @return a builder
   */
  public static TrustedPublisherBuilder builder() {
    return new TrustedPublisherBuilder();
  }

  /**
   * Publishes files. Returns only if the registry has every one of them; the API token is revoked
   * in any case. An interrupt ends the run with {@code temporary.interrupted}; the thread's flag
   * stays set.
   *
   * @param files the built packages, in any order
   * @return what was done
   * @throws PublishFailedException if not everything got there; holds the report
   * @throws TrustedPublishingException if the repository or the SPI jars can't be used; {@code
   *     temporary.interrupted} if this publisher is closed
   */
  public PublishReport publish(List<Path> files) {
    List<Path> all = List.copyOf(files);
    return runs.around(() -> pipelines.pipeline(all).publish());
  }

  /**
   * Reads, validates and hashes files as {@link #publish} would, without network and without
   * identity.
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
   * Uploads nothing. Warns first where the exchange itself changes something at the registry, such
   * as a pending publisher of PyPI, which creates its project.
   *
   * @param packages the packages to verify it for; needed by registries that give a token for one
   *     package (npm), of no effect elsewhere (PyPI)
   * @return what was done
   * @throws TrustedPublishingException if the registration does not work, with the claims that were
   *     presented; {@code usage.invalid-option} if trusted publishing is {@link
   *     TrustedPublishing#NEVER} to be used; a stored credential is used in no case
   */
  public VerifyReport verify(String... packages) {
    return runs.around(() -> pipelines.registrationCheck().verify(List.of(packages)));
  }

  /**
   * Looks which identity provider would speak for this job, without network and without asking for
   * a token.
   *
   * @return the verdict of every provider and the choice
   * @throws TrustedPublishingException if the SPI jars can't be used
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
   * Ends the runs that are under way as an interrupt of their threads would, and gives them 3 s to
   * revoke their tokens; then closes the connections and the audit sinks. A run that is closed by
   * its own thread, from a listener, is not waited for: its token dies by itself. No further run
   * can be started.
   *
   * @throws IOException if an audit sink could not be completed
   */
  @Override
  public void close() throws IOException {
    runs.end();
    pipelines.close();
  }
}
