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
                shown() + " is there already, with other content. It was not overwritten.")
            .found(SafeText.shown(other.digest()))
            .expected(SafeText.shown(artifact.digest()))
            .remedy(
                "Raise the version and build again: a published file can't be replaced. If this was"
                    + " meant to be the same file, find out why the build is not reproducible."));
  }

  Failure outcomeUnknown(String reason) {
    return failure(
        Problem.of(
                ErrorCode.PUBLISH_OUTCOME_UNKNOWN,
                "It is not known whether " + shown() + " arrived.")
            .found("an upload without an answer, and: " + reason)
            .expected("a word from the registry")
            .remedy(
                "Look at the project's page in some minutes. If the file is not there, start the job"
                    + " again; if it is, its SHA-256 must be "
                    + artifact.file().sha256()
                    + "."));
  }

  Failure notSentAgain(Failure refusal, Presence.Unknown unknown) {
    Problem problem = refusal.problem();
    String why =
        "it was not sent again, because nobody knows whether it is there: " + unknown.reason();
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
            "It is not known whether " + shown() + " is there already, so it is sent.")
        .found(reason)
        .expected("a word from the registry about its SHA-256")
        .remedy(
            "Nothing at PyPI and npm, which never replace what they have. An index of another kind"
                + " may: ask who runs it.");
  }

  private String shown() {
    return SafeText.shown(artifact.filename());
  }

  private static Failure failure(Problem problem) {
    return Failure.of(TrustedPublishingException.builder(Stage.PUBLISH, problem).build());
  }
}
