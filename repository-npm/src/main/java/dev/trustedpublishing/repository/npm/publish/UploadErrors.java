package dev.trustedpublishing.repository.npm.publish;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Explains why a version was rejected (issues of npm/cli).
 *
 * @param registry the registry
 * @param failures maps errors that are the same for every call
 */
record UploadErrors(RegistryAddress registry, HttpErrorMapper failures) {
  private static final Pattern DUPLICATE =
      Pattern.compile(
          "cannot publish over|previously published|already (present|exists?|published)");

  /**
   * Explains a response.
   *
   * @param answer the error response
   * @param artifact what was sent
   * @return the explanation
   */
  TrustedPublishingException of(HttpResponse answer, NpmArtifact artifact) {
    String words = failures.message(answer);
    String lower = words.toLowerCase(Locale.ROOT);
    if (answer.status() == 409 && lower.contains("failed to save packument")) {
      // Two versions at once: it may pass, and it may have been ours.
      return failures.of(answer, busy(artifact, words)).retryCanHelp().build();
    }
    return failures
        .general(answer)
        .orElseGet(() -> failures.of(answer, problem(answer, artifact, words, lower)).build());
  }

  /**
   * Describes a version that already exists.
   *
   * @param artifact what was to be sent
   * @param found the evidence
   * @return the problem; whether the content is the same, the pipeline determines
   */
  static Problem conflict(NpmArtifact artifact, String found) {
    return Problem.of(
            ErrorCode.PUBLISH_CONFLICT,
            artifact.id() + " is taken: it is published, or was published and then unpublished.")
        .found(found)
        .expected("a version that was never published")
        .remedy("Increase the version in the package.json, pack it again, and publish that file.");
  }

  private Problem problem(HttpResponse answer, NpmArtifact artifact, String words, String lower) {
    return switch (answer.status()) {
      case 401 -> unauthorized(answer, artifact, words, lower);
      case 402 -> payment(artifact, words);
      case 403 ->
          DUPLICATE.matcher(lower).find() ? conflict(artifact, words) : forbidden(artifact, words);
      case 404 -> disguised(artifact, words);
      case 409 -> lower.contains("staged") ? staged(artifact, words) : conflict(artifact, words);
      case 413 -> tooLarge(artifact, words);
      case 422 -> provenance(artifact, words, lower);
      default ->
          failures.rejected(
              ErrorCode.PUBLISH_REJECTED, registry + " rejected " + artifact.id() + ".", answer);
    };
  }

  private Problem unauthorized(
      HttpResponse answer, NpmArtifact artifact, String words, String lower) {
    boolean oneTimePassword =
        lower.contains("one-time pass")
            || answer
                .header("www-authenticate")
                .orElse("")
                .toUpperCase(Locale.ROOT)
                .contains("OTP");
    if (oneTimePassword) {
      return Problem.of(
              ErrorCode.PUBLISH_FORBIDDEN,
              registry + " requires a one-time password, which a CI job does not have.")
          .found(words)
          .expected("a token of trusted publishing, or an automation token")
          .remedy(
              "Register a trusted publisher for "
                  + artifact.name()
                  + " and publish without a stored token.");
    }
    return Problem.of(
            ErrorCode.PUBLISH_TOKEN_EXPIRED,
            registry + " does not accept the API token, or no longer accepts it.")
        .found(words)
        .expected("a token for " + artifact.name() + " that is still valid")
        .remedy(
            "Restart the job. If it happens again: check whether the trusted publisher of "
                + artifact.name()
                + " was changed.");
  }

  private Problem payment(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.PUBLISH_FORBIDDEN,
            registry + " would make " + artifact.name() + " private, which needs a paid plan.")
        .found(words)
        .expected("public access, or an organization with a paid plan")
        .remedy(
            "Publish it publicly: --access public (NpmRepository.withAccess), or in the"
                + " package.json \"publishConfig\": {\"access\": \"public\"}.");
  }

  private Problem forbidden(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.PUBLISH_FORBIDDEN,
            "The exchange succeeded, but the token may not publish " + artifact.id() + ".")
        .found(words)
        .expected("a trusted publisher that may 'npm publish'")
        .remedy(
            "In the settings of "
                + artifact.name()
                + ", check the trusted publisher and the publishing access; one of three forbids"
                + " it.\n"
                + "1. For a publisher that may only stage: --stage (NpmRepository.staged).\n"
                + "2. For one that may only publish: no --stage.\n"
                + "3. The publishing access of the package: it must allow trusted publishers.");
  }

  private Problem disguised(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.PUBLISH_FORBIDDEN, registry + " reports no " + artifact.name() + ".")
        .found(words.isEmpty() ? "HTTP 404" : words)
        .expected("a token for exactly this package: a 404 here means 'not allowed'")
        .remedy(
            "Check that the trusted publisher belongs to "
                + artifact.name()
                + " itself, and that the URL is the registry's.");
  }

  private Problem staged(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.PUBLISH_CONFLICT,
            artifact.id() + " is already staged and waits for approval.")
        .found(words)
        .expected("a version that is not staged")
        .remedy("Approve or reject it (npm stage list), or publish another version.");
  }

  private Problem tooLarge(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.PUBLISH_FILE_TOO_LARGE,
            artifact.filename() + " is larger than " + registry + " allows.")
        .found(
            words.isEmpty()
                ? artifact.file().size() + " bytes, sent as Base64 in one document"
                : words)
        .expected("a smaller package; Base64 adds a third to its size")
        .remedy(
            "Check what is packed: npm pack --dry-run. For your own registry, raise its limit for"
                + " request bodies.");
  }

  private Problem provenance(NpmArtifact artifact, String words, String lower) {
    if (!lower.contains("provenance") && !lower.contains("sigstore")) {
      return Problem.of(
              ErrorCode.PUBLISH_INVALID_METADATA,
              registry + " rejected the metadata of " + artifact.filename() + ".")
          .found(words)
          .remedy("Correct the package.json as the server's message says, and pack it again.");
    }
    return Problem.of(
            ErrorCode.PUBLISH_ATTESTATION_REJECTED,
            registry + " rejected the provenance of " + artifact.id() + ".")
        .found(words)
        .expected(
            "a bundle from a hosted runner and a public repository, and a repository.url in the"
                + " package.json that names exactly that repository")
        .remedy(
            "Follow the server's message; nothing was published. Or publish without it:"
                + " --attestations none.");
  }

  private Problem busy(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.TEMPORARY_REGISTRY_ERROR,
            registry + " is still processing another version of " + artifact.name() + ".")
        .found(words)
        .remedy("Restart the job later.");
  }
}
