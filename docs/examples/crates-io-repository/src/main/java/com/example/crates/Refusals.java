package com.example.crates;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.support.http.HttpErrorMapper;

/** What the registry's rejections mean. Their messages are found by the mapper. */
final class Refusals {
  private Refusals() {}

  static TrustedPublishingException ofExchange(HttpErrorMapper errors, HttpResponse response) {
    return errors.map(
        response,
        message ->
            Problem.of(exchangeCode(message), "Could not " + response.call().action() + ".")
                .found(message)
                .remedy("Compare the claims with the crate's settings, under Trusted Publishing."));
  }

  static TrustedPublishingException ofPublish(HttpErrorMapper errors, HttpResponse response) {
    return errors.map(
        response,
        message ->
            Problem.of(
                    publishCode(response.status(), message),
                    "Could not " + response.call().action() + ".")
                .found(message)
                .remedy("Read the registry's message; a version can be uploaded only once."));
  }

  private static ErrorCode exchangeCode(String message) {
    if (message.contains("already been used")) {
      return ErrorCode.EXCHANGE_REUSED;
    }
    boolean mismatch = message.startsWith("No Trusted Publishing") || message.contains("not match");
    return mismatch ? ErrorCode.EXCHANGE_NO_PUBLISHER : ErrorCode.EXCHANGE_REJECTED;
  }

  private static ErrorCode publishCode(int status, String message) {
    if (message.contains("already uploaded")) {
      return ErrorCode.PUBLISH_CONFLICT;
    }
    if (status == 413) {
      return ErrorCode.PUBLISH_FILE_TOO_LARGE;
    }
    return status == 403 ? ErrorCode.PUBLISH_FORBIDDEN : ErrorCode.PUBLISH_REJECTED;
  }
}
