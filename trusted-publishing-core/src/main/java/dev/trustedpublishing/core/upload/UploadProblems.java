package dev.trustedpublishing.core.upload;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Artifact;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.core.retry.Failure;
import java.util.Optional;

/** Explains what can go wrong with the presence of one file. */
public record UploadProblems(Artifact artifact) {
  static final String NOT_LISTED = "the index does not list it (yet)";

  Failure conflict(Presence.OtherContent other) {
    return failure(
        Problem.of(
                ErrorCode.PUBLISH_CONFLICT,
                shown() + " already exists with different content. It was not overwritten.")
            .found(SafeText.shown(other.digest()))
            .expected(SafeText.shown(artifact.digest()))
            .remedy(
                "Increase the version and build again: a published file can't be replaced. If it"
                    + " should be the same file, find out why the build is not reproducible."));
  }

  Failure outcomeUnknown(String reason) {
    return failure(
        Problem.of(
                ErrorCode.PUBLISH_OUTCOME_UNKNOWN,
                "The outcome of uploading " + shown() + " is unknown: no response was received.")
            .found("an upload without a response, and: " + reason)
            .expected("a response from the registry")
            .remedy(
                "Check the project's page in a few minutes. If the file is missing, restart the"
                    + " job. If it exists, its SHA-256 must be "
                    + artifact.file().sha256()
                    + "."));
  }

  Failure notSentAgain(Failure refusal, Presence.Unknown unknown) {
    Problem problem = refusal.problem();
    String why =
        "it was not sent again, because it is unknown whether the registry has it: "
            + unknown.reason();
    return refusal.withProblem(
        new Problem(
            problem.code(),
            problem.what(),
            Optional.of(problem.found().map(found -> found + "; " + why).orElse(why)),
            problem.expected(),
            problem.remedy()));
  }

  /** A warning: the file is sent without knowing whether it is there. */
  public Problem presenceUnknown(String reason) {
    return Problem.of(
            ErrorCode.PUBLISH_PRESENCE_UNKNOWN,
            "It is unknown whether the registry has " + shown() + ", so it is uploaded.")
        .found(reason)
        .expected("a response from the registry with its SHA-256")
        .remedy(
            "No action needed at PyPI and npm, which never replace files. Another index may: ask"
                + " its operator.");
  }

  private String shown() {
    return SafeText.shown(artifact.filename());
  }

  private static Failure failure(Problem problem) {
    return Failure.of(TrustedPublishingException.builder(Stage.PUBLISH, problem).build());
  }
}
