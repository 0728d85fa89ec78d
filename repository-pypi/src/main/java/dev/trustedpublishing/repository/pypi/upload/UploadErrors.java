package dev.trustedpublishing.repository.pypi.upload;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Explains why an upload was rejected: by the server's message if it is known, otherwise by the
 * status.
 *
 * @param endpoints the registry
 * @param failures maps errors that are the same for every call
 */
record UploadErrors(RegistryEndpoints endpoints, HttpErrorMapper failures) {
  /** File already exists ('f', with ...): the existing file. */
  private static final Pattern EXISTING =
      Pattern.compile("file already exists \\(['\"]([^'\"]+)['\"]", Pattern.CASE_INSENSITIVE);

  /**
   * Explains a response.
   *
   * @param answer the error response
   * @param artifact the uploaded file
   * @return the explanation
   */
  TrustedPublishingException of(HttpResponse answer, PyPiArtifact artifact) {
    if (answer.status() == 503) {
      // Maintenance pages also have this status.
      return failures.of(answer, known(UploadRule.CLOSED, "HTTP 503", artifact)).build();
    }
    return failures.general(answer).orElseGet(() -> rejected(answer, artifact));
  }

  private TrustedPublishingException rejected(HttpResponse answer, PyPiArtifact artifact) {
    String words = failures.message(answer);
    Optional<UploadRule> rule =
        endpoints.isWellKnown() ? UploadRule.of(words) : UploadRule.of(answer.status(), words);
    Problem problem =
        rule.map(known -> explain(known, words, artifact))
            .orElseGet(() -> byStatus(answer, words, artifact));
    TrustedPublishingException.Builder details = failures.of(answer, problem);
    return (rule.equals(Optional.of(UploadRule.CLOSED)) ? details.retryCanHelp() : details).build();
  }

  private Problem explain(UploadRule rule, String words, PyPiArtifact artifact) {
    if (rule == UploadRule.ALREADY_EXISTS) {
      Matcher existing = EXISTING.matcher(words);
      if (existing.find() && !existing.group(1).equals(artifact.filename())) {
        return Problem.of(
                ErrorCode.PUBLISH_DUPLICATE_CONTENT,
                "%s has the content of %s under another name."
                    .formatted(endpoints.name(), artifact.filename()))
            .found(existing.group(1))
            .expected("content that was never published")
            .remedy(
                "Find out why two builds created the same bytes under two names; a renamed copy"
                    + " can't be published.");
      }
    }
    return known(rule, words, artifact);
  }

  private Problem known(UploadRule rule, String found, PyPiArtifact artifact) {
    if (rule == UploadRule.ALREADY_EXISTS && !endpoints.isWellKnown()) {
      return nameExists(found, artifact);
    }
    return Problem.of(rule.code, filled(rule.what, artifact))
        .found(found)
        .remedy(filled(rule.remedy, artifact));
  }

  /** Other servers compare names only; the pipeline compares the content where it can be read. */
  private Problem nameExists(String found, PyPiArtifact artifact) {
    return Problem.of(
            ErrorCode.PUBLISH_CONFLICT,
            "%s already has a file named %s; whether its content is the same is unknown."
                .formatted(endpoints.name(), artifact.filename()))
        .found(found)
        .expected("a file name that is new at this index")
        .remedy(
            "No action needed if an earlier run uploaded it. "
                + (endpoints.indexNamed()
                    ? "The SHA-256 decides if the named index can be read without a login."
                    : "To let the SHA-256 decide, name the index that installers read: --index URL"
                        + " (PyPiRepository.withIndex).")
                + " Otherwise publish a new version.");
  }

  private Problem byStatus(HttpResponse answer, String words, PyPiArtifact artifact) {
    return switch (answer.status()) {
      case 401, 403 -> known(UploadRule.FORBIDDEN, words, artifact);
      // Most other indexes return "conflict" if a file already exists.
      case 409 -> known(UploadRule.ALREADY_EXISTS, words, artifact);
      case 413 -> known(UploadRule.FILE_TOO_LARGE, words, artifact);
      case 404, 405, 410 ->
          Problem.of(
                  ErrorCode.PUBLISH_REJECTED, endpoints.name() + " accepts no uploads at this URL.")
              .found("HTTP " + answer.status())
              .expected("the upload URL of a package index")
              .remedy("Use the URL that the index documents for twine; PyPI's is /legacy/.");
      default ->
          failures.rejected(
              ErrorCode.PUBLISH_REJECTED,
              endpoints.name() + " rejected " + artifact.filename() + ".",
              answer);
    };
  }

  private String filled(String text, PyPiArtifact artifact) {
    boolean pypi = endpoints.isWellKnown();
    return text.replace("{status}", pypi ? "; its status is at https://status.python.org" : "")
        .replace(
            "{limits}",
            pypi
                ? ": https://docs.pypi.org/project-management/storage-limits"
                : " from the administrators of the index, or of the proxy before it")
        .replace(
            "{archives}", pypi ? "; https://docs.pypi.org/archives describes what is accepted" : "")
        .replace("{file}", artifact.filename())
        .replace("{project}", artifact.packageName())
        .replace("{index}", endpoints.name())
        .replace("{settings}", endpoints.publisherSettings(Optional.of(artifact.project())));
  }
}
