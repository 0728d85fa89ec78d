package com.example.crates;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.spi.SpiContext;
import java.util.stream.Collectors;

/** What the registry's refusals mean: {@code {"errors":[{"detail":"..."}]}}. */
record Answers(SpiContext context) {

  TrustedPublishingException.Builder refused(Stage stage, HttpResponse answer) {
    String words = words(answer);
    boolean passes = answer.isTransientFailure();
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(
                stage,
                Problem.of(code(stage, answer, words), "Could not " + answer.call().action() + ".")
                    .remedy(remedy(stage, passes)))
            .origin(answer.origin())
            .answered(answer.status(), words);
    answer.requestId().ifPresent(details::requestId);
    answer.retryAfter(context.clock().instant()).ifPresent(details::retryAfter);
    return passes ? details.retryCanHelp() : details;
  }

  TrustedPublishingException.Builder unexpected(Stage stage, HttpResponse answer, String found) {
    return TrustedPublishingException.builder(
            stage,
            Problem.of(
                    ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                    "Could not " + answer.call().action() + ": the answer makes no sense.")
                .found(found)
                .remedy("Check that the URL is that of a registry for crates."))
        .origin(answer.origin())
        .answered(answer.status(), "")
        .retryCanHelp();
  }

  private static ErrorCode code(Stage stage, HttpResponse answer, String words) {
    if (answer.isRedirect()) {
      return ErrorCode.USAGE_UNEXPECTED_REDIRECT;
    }
    if (answer.status() == 429) {
      return ErrorCode.TEMPORARY_RATE_LIMITED;
    }
    if (answer.isTransientFailure()) {
      return ErrorCode.TEMPORARY_REGISTRY_ERROR;
    }
    return stage == Stage.EXCHANGE ? ofExchange(words) : ofPublish(answer, words);
  }

  private static ErrorCode ofExchange(String words) {
    if (words.contains("already been used")) {
      return ErrorCode.EXCHANGE_REUSED;
    }
    boolean mismatch = words.startsWith("No Trusted Publishing") || words.contains("not match");
    return mismatch ? ErrorCode.EXCHANGE_NO_PUBLISHER : ErrorCode.EXCHANGE_REJECTED;
  }

  private static ErrorCode ofPublish(HttpResponse answer, String words) {
    if (words.contains("already uploaded")) {
      return ErrorCode.PUBLISH_CONFLICT;
    }
    if (answer.status() == 413) {
      return ErrorCode.PUBLISH_FILE_TOO_LARGE;
    }
    return answer.status() == 403 ? ErrorCode.PUBLISH_FORBIDDEN : ErrorCode.PUBLISH_REJECTED;
  }

  private static String remedy(Stage stage, boolean passes) {
    if (passes) {
      return "Start the job again later.";
    }
    return stage == Stage.EXCHANGE
        ? "Compare the claims with the crate's settings, under Trusted Publishing."
        : "Read what the registry said; a version is never uploaded twice.";
  }

  private String words(HttpResponse answer) {
    try {
      String details =
          context.json().parse(answer.body()).objects("errors").stream()
              .flatMap(error -> error.text("detail").stream())
              .collect(Collectors.joining("; "));
      return details.isEmpty() ? answer.excerpt() : answer.shown(details);
    } catch (JsonException noJson) {
      return answer.excerpt();
    }
  }
}
