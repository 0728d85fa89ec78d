package dev.trustedpublishing.repository.npm.publish;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.PackageVersion;
import dev.trustedpublishing.repository.npm.packument.Packument;
import dev.trustedpublishing.repository.npm.packument.PackumentLookup;
import java.util.Optional;

/**
 * Checks the registry before a version is sent, as npm's own client does: an existing version, or a
 * {@code latest} that would move back, is rejected without an upload.
 *
 * @param registry the registry
 * @param context the environment, clock, processes, HTTP, and JSON
 */
record PublishPrecheck(RegistryAddress registry, SpiContext context) {

  /**
   * Checks once. After any failure, nothing of the package has been sent.
   *
   * @param artifact the version that is about to be sent
   * @throws TrustedPublishingException if it must not be sent, or if a retry can help
   */
  void check(NpmArtifact artifact) {
    PackumentLookup.Result result = ask(artifact);
    if (result instanceof PackumentLookup.Result.Failed failed) {
      throw notAnswered(failed.answer());
    }
    if (result instanceof PackumentLookup.Result.Untold untold) {
      warn(artifact, untold.reason());
    }
    if (result instanceof PackumentLookup.Result.Known known) {
      checkPresence(artifact, known.packument());
      checkLatest(artifact, known.packument());
    }
  }

  private PackumentLookup.Result ask(NpmArtifact artifact) {
    try {
      return new PackumentLookup(registry, context).send(artifact.name());
    } catch (TransportException e) {
      // The outcome of the lookup request does not affect the upload.
      throw new TransportException(e.problem(), AttemptOutcome.NOT_SENT, e.origin(), e);
    }
  }

  /** Without an outcome: the upload did not begin. */
  private TrustedPublishingException notAnswered(HttpResponse answer) {
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(
                Stage.PUBLISH, registry.errors(Stage.PUBLISH, context).serverError(answer))
            .origin(answer.origin())
            .retryCanHelp();
    answer.retryAfter(context.clock().instant()).ifPresent(details::retryAfter);
    return details.build();
  }

  private void checkPresence(NpmArtifact artifact, Packument packument) {
    if (!(packument.find(artifact) instanceof Presence.Absent)) {
      throw refused(UploadErrors.conflict(artifact, "found before anything was sent"));
    }
  }

  private void checkLatest(NpmArtifact artifact, Packument packument) {
    Optional<PackageVersion> higher =
        packument.highestStable().filter(version -> version.compareTo(artifact.release()) > 0);
    if (artifact.tag().isImplied() && higher.isPresent()) {
      throw refused(
          Problem.of(
                  ErrorCode.PUBLISH_TAG_REQUIRED,
                  artifact.id() + " would move 'latest' away from a higher version.")
              .found("version " + higher.get() + " at " + registry + ", without an explicit tag")
              .expected("an explicit tag")
              .remedy(
                  "Set one for the older release line: --tag release-"
                      + artifact.release().major()
                      + ".x (NpmRepository.withTag). If 'latest' should move back: --tag latest."));
    }
  }

  private void warn(NpmArtifact artifact, String reason) {
    context.warn(
        Problem.of(
                ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                "The existing versions of " + artifact.name() + " are unknown.")
            .found(reason)
            .expected("the document of the package")
            .remedy("No action needed: the registry rejects an existing version."));
  }

  private static TrustedPublishingException refused(Problem problem) {
    return TrustedPublishingException.builder(Stage.PUBLISH, problem).build();
  }
}
