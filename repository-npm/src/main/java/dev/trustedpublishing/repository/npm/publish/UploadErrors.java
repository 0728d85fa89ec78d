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
 * Explains why a version was refused (issues of npm/cli).
 *
 * @param registry the registry
 * @param failures what is the same for every call
 */
record UploadErrors(RegistryAddress registry, HttpErrorMapper failures) {
  private static final Pattern DUPLICATE =
      Pattern.compile(
          "cannot publish over|previously published|already (present|exists?|published)");

  /**
   * Explains an answer.
   *
   * @param answer the answer, no success
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
   * Describes a version that is taken.
   *
   * @param artifact what was to be sent
   * @param found how that is known
   * @return the problem; whether the content is the same, the pipeline finds out
   */
  static Problem conflict(NpmArtifact artifact, String found) {
    return Problem.of(
            ErrorCode.PUBLISH_CONFLICT,
            artifact.id() + " is taken: it is published already, or was and was taken back.")
        .found(found)
        .expected("a version that was never published")
        .remedy("Raise the version in the package.json, pack it again and publish that.");
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
          Problem.of(ErrorCode.PUBLISH_REJECTED, registry + " refused " + artifact.id() + ".")
              .found(words.isEmpty() ? "HTTP " + answer.status() + " without a word" : words)
              .remedy("Do what the server says; if it says nothing, ask its administrators.");
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
              registry + " wants a one-time password, which a CI job does not have.")
          .found(words)
          .expected("a token of trusted publishing, or one that is made for automation")
          .remedy(
              "Register a trusted publisher for "
                  + artifact.name()
                  + " and publish without a stored token.");
    }
    Problem expired =
        Problem.of(
                ErrorCode.PUBLISH_TOKEN_EXPIRED,
                registry + " does not know the API token, or not any more.")
            .found(words)
            .expected("a token for " + artifact.name() + " that is still valid")
            .remedy(
                "Start the job again. If it stays: look whether the trusted publisher of "
                    + artifact.name()
                    + " was changed in between.");
    return answer.withClocks(expired, failures.context().clock().instant());
  }

  private Problem payment(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.PUBLISH_FORBIDDEN,
            registry + " would make " + artifact.name() + " private, which has to be paid for.")
        .found(words)
        .expected("public access, or an organization that pays for private packages")
        .remedy(
            "Publish it for everybody: --access public (NpmRepository.withAccess), or in the"
                + " package.json \"publishConfig\": {\"access\": \"public\"}.");
  }

  private Problem forbidden(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.PUBLISH_FORBIDDEN,
            "The exchange worked, but the token may not publish " + artifact.id() + ".")
        .found(words)
        .expected("a trusted publisher that may 'npm publish'")
        .remedy(
            "Look at the trusted publisher and at the publishing access in the settings of "
                + artifact.name()
                + ". A publisher that may stage only: --stage (NpmRepository.staged).");
  }

  private Problem disguised(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.PUBLISH_FORBIDDEN,
            registry + " says that there is nothing like " + artifact.name() + ".")
        .found(words.isEmpty() ? "HTTP 404" : words)
        .expected("a token for exactly this package: a 404 here means 'not allowed'")
        .remedy(
            "Check that the trusted publisher belongs to "
                + artifact.name()
                + " itself, and that the address is that of the registry.");
  }

  private Problem staged(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.PUBLISH_CONFLICT,
            artifact.id() + " is staged already and waits for a maintainer.")
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
            "Look what is packed: npm pack --dry-run. For a registry of your own, raise its limit"
                + " for request bodies.");
  }

  private Problem provenance(NpmArtifact artifact, String words, String lower) {
    if (!lower.contains("provenance") && !lower.contains("sigstore")) {
      return Problem.of(
              ErrorCode.PUBLISH_INVALID_METADATA,
              registry + " does not take the metadata of " + artifact.filename() + ".")
          .found(words)
          .remedy("Correct what the server names in the package.json, and pack it again.");
    }
    return Problem.of(
            ErrorCode.PUBLISH_ATTESTATION_REJECTED,
            registry + " does not take the provenance of " + artifact.id() + ".")
        .found(words)
        .expected(
            "a bundle from a hosted runner and a public repository, and a repository.url in the"
                + " package.json that names exactly that repository")
        .remedy(
            "Do what the server says; nothing was published. Or publish without: --attestations"
                + " none.");
  }

  private Problem busy(NpmArtifact artifact, String words) {
    return Problem.of(
            ErrorCode.TEMPORARY_REGISTRY_ERROR,
            registry + " is still busy with another version of " + artifact.name() + ".")
        .found(words)
        .remedy("Start the job again later.");
  }
}
