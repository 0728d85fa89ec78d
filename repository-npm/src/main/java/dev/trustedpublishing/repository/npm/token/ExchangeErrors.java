package dev.trustedpublishing.repository.npm.token;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.PackageName;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import dev.trustedpublishing.support.http.ServerMessage;

/**
 * Explains why an exchange was refused (the registry's OpenAPI description).
 *
 * @param registry the registry
 * @param name the package
 * @param failures what is the same for every call
 */
record ExchangeErrors(RegistryAddress registry, PackageName name, HttpErrorMapper failures) {

  /**
   * Explains an answer.
   *
   * @param answer the answer, no success
   * @param claims what was presented
   * @return the explanation
   */
  TrustedPublishingException of(HttpResponse answer, Claims claims) {
    return failures.of(answer, problem(answer, claims)).build();
  }

  private Problem problem(HttpResponse answer, Claims claims) {
    boolean spoken = new ServerMessage(failures.context().json()).object(answer).isPresent();
    return switch (answer.status()) {
      case 400 ->
          Problem.of(ErrorCode.EXCHANGE_BAD_REQUEST, registry + " can't read the identity token.")
              .found(words(answer))
              .expected("a JWT of GitHub Actions, GitLab CI/CD or CircleCI")
              .remedy("Look whether the variable that carries the token holds all of it.");
      case 401 -> answer.withClocks(notGenuine(answer), failures.context().clock().instant());
      case 404 -> spoken ? new PublisherMismatch(registry, name, claims).explain() : unsupported();
      case 405, 501 -> unsupported();
      default ->
          Problem.of(
                  ErrorCode.EXCHANGE_REJECTED,
                  registry + " refused to exchange the identity token for " + name + ".")
              .found(words(answer))
              .remedy("Do what the server says; if it says nothing, ask its administrators.");
    };
  }

  private Problem notGenuine(HttpResponse answer) {
    return Problem.of(
            ErrorCode.EXCHANGE_INVALID_TOKEN,
            registry + " does not accept the identity token as genuine.")
        .found(words(answer))
        .expected(
            "a token of a CI system that the registry supports, still valid, with the audience '"
                + registry.audience()
                + "'")
        .remedy(
            "Compare issuer and audience below. Where the job declares its token itself, declare"
                + " it like this:\nid_tokens:\n  NPM_ID_TOKEN:\n    aud: "
                + registry.audience());
  }

  /** Verdaccio, for one, answers with a page of its web server. */
  private Problem unsupported() {
    return Problem.of(
            ErrorCode.EXCHANGE_UNSUPPORTED, registry + " does not support trusted publishing.")
        .found("no such endpoint")
        .expected("a registry that exchanges identity tokens")
        .remedy(
            "Look whether the address is right. If it is, this registry takes stored tokens only:"
                + " --trusted-publishing never, with the token in TRUSTED_PUBLISH_PASSWORD.");
  }

  private String words(HttpResponse answer) {
    String words = failures.message(answer);
    return words.isEmpty() ? "HTTP " + answer.status() + " without a word" : words;
  }
}
