package dev.trustedpublishing.repository.npm.token;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.support.http.HttpErrorMapper;

/**
 * Explains why an exchange was rejected (the registry's OpenAPI description).
 *
 * @param registry the registry
 * @param name the package
 * @param failures maps errors that are the same for every call
 */
record ExchangeErrors(RegistryAddress registry, PackageName name, HttpErrorMapper failures) {

  /**
   * Explains a response.
   *
   * @param answer the error response
   * @param claims the claims that were sent
   * @return the explanation
   */
  Problem of(HttpResponse answer, Claims claims) {
    boolean spoken = failures.json(answer).isPresent();
    return switch (answer.status()) {
      case 400 ->
          Problem.of(ErrorCode.EXCHANGE_BAD_REQUEST, registry + " can't read the identity token.")
              .found(excerptText(answer))
              .expected("a JWT of GitHub Actions, GitLab CI/CD or CircleCI")
              .remedy("Check that the variable contains the complete token.");
      case 401 -> notGenuine(answer);
      case 404 -> spoken ? new PublisherMismatch(registry, name, claims).explain() : unsupported();
      case 405, 501 -> unsupported();
      default ->
          failures.rejected(
              ErrorCode.EXCHANGE_REJECTED,
              registry + " rejected the exchange of the identity token for " + name + ".",
              answer);
    };
  }

  private Problem notGenuine(HttpResponse answer) {
    return Problem.of(
            ErrorCode.EXCHANGE_INVALID_TOKEN, registry + " rejected the identity token as invalid.")
        .found(excerptText(answer))
        .expected(
            "a valid token of a CI system that the registry supports, with the audience '"
                + registry.audience()
                + "'")
        .remedy(
            "Compare issuer and audience below. If the job declares its own token, declare it like"
                + " this:\n"
                + "id_tokens:\n"
                + "  NPM_ID_TOKEN:\n"
                + "    aud: "
                + registry.audience());
  }

  /** Verdaccio, for example, responds with a page of its web server. */
  private Problem unsupported() {
    return Problem.of(
            ErrorCode.EXCHANGE_UNSUPPORTED, registry + " does not support trusted publishing.")
        .found("no such endpoint")
        .expected("a registry that exchanges identity tokens")
        .remedy(
            "Check the URL. If it is correct, this registry accepts stored tokens only:"
                + " --trusted-publishing never, with the token in TRUSTED_PUBLISH_PASSWORD.");
  }

  private String excerptText(HttpResponse answer) {
    String excerptText = failures.message(answer);
    return excerptText.isEmpty() ? "HTTP " + answer.status() + " without a message" : excerptText;
  }
}
