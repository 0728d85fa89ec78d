package dev.trustedpublishing.repository.pypi.token;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.repository.pypi.metadata.ProjectName;
import java.util.List;
import java.util.Optional;

/**
 * Explains why an exchange was rejected: every code of Warehouse, oidc/views.py, with what to do
 * about it. The descriptions are used for strings only; what happens next depends on the code
 * alone.
 *
 * @param endpoints the registry
 * @param project the project to be published, the first if there are several; empty if only the
 *     exchange is tested
 * @param context the context of the client
 */
public record ExchangeErrors(
    RegistryEndpoints endpoints, Optional<ProjectName> project, SpiContext context) {

  /** One entry of the list of errors. */
  private record Reason(String code, String description) {}

  /**
   * Explains a response.
   *
   * @param answer the error response
   * @param identity the claims that were sent
   * @return the explanation
   */
  Problem of(HttpResponse answer, IdentityToken identity) {
    List<Reason> reasons = reasons(answer);
    return reasons.isEmpty() ? withoutCode(answer) : explain(reasons.get(0), identity);
  }

  private List<Reason> reasons(HttpResponse answer) {
    try {
      return context.json().parse(answer.body()).objects("errors").stream()
          .map(error ->
              new Reason(shown(answer, error, "code"), shown(answer, error, "description")))
          .filter(reason -> !reason.code().isEmpty())
          .toList();
    } catch (JsonException e) {
      // Other indexes have other forms; their messages are shown unchanged.
      return List.of();
    }
  }

  private static String shown(HttpResponse answer, JsonObject error, String name) {
    return answer.shown(error.text(name).orElse(""));
  }

  private Problem explain(Reason reason, IdentityToken identity) {
    return switch (reason.code()) {
      case "invalid-publisher" ->
          new PublisherMismatch(endpoints, project, identity.claims())
              .explain(reason.description());
      case "invalid-token" -> invalidToken();
      case "invalid-reuse-token" -> reused();
      case "not-enabled" -> disabled(reason);
      case "invalid-pending-publisher" -> pending();
      case "invalid-payload" -> payload(reason, identity);
      default -> refused(reason.code() + ": " + reason.description());
    };
  }

  /** "malformed or invalid token": signature, audience, or time; PyPI does not report which. */
  private Problem invalidToken() {
    return Problem.of(
            ErrorCode.EXCHANGE_INVALID_TOKEN,
            endpoints.name() + " rejected the identity token as invalid.")
        .expected(
            "an RS256 token of a known CI system, for this index only (one audience), not expired")
        .remedy(
            "Restart the job. If it happens again: compare 'aud' and 'iss' below with what the"
                + " index expects, check the clock of a self-hosted runner, and use a single"
                + " audience, as a string, not a list.");
  }

  private Problem reused() {
    return Problem.of(
            ErrorCode.EXCHANGE_REUSED,
            "The identity token was already used at " + endpoints.name() + ".")
        .expected("an unused token; each token is accepted once")
        .remedy(
            "Look for another step of this job that publishes with the same token. On GitLab, each"
                + " step needs its own entry under id_tokens, or a separate job.");
  }

  private Problem disabled(Reason reason) {
    return Problem.of(
            ErrorCode.EXCHANGE_DISABLED,
            "Trusted publishing from this CI system is disabled at " + endpoints.name() + ".")
        .found(reason.description())
        .remedy("The administrators disabled it. Try again later.");
  }

  private Problem pending() {
    return Problem.of(
            ErrorCode.EXCHANGE_PENDING_INVALID,
            "A pending publisher matches, but its project already exists.")
        .expected("a publisher registered in the project itself")
        .remedy(
            "If the project is yours, register the publisher in its settings: "
                + endpoints.publisherSettings(project)
                + ". If not, the name is taken: choose another one.");
  }

  /** One code for four cases, distinguished by the description (Warehouse, oidc/views.py). */
  private Problem payload(Reason reason, IdentityToken identity) {
    if (reason.description().contains("unknown trusted publishing issuer")) {
      return Problem.of(
              ErrorCode.EXCHANGE_INVALID_TOKEN,
              endpoints.name() + " does not support the CI system that issued the identity token.")
          .found("the issuer " + identity.claims().issuer().map(SafeText::shown).orElse("(none)"))
          .expected("GitHub Actions, GitLab, Google Cloud or ActiveState")
          .remedy(
              "Publish from one of these, or (self-managed GitLab) ask the index to register your"
                  + " organization's issuer.");
    }
    if (reason.description().contains("The name ")) {
      return Problem.of(
              ErrorCode.EXCHANGE_PENDING_INVALID,
              "A pending publisher matches, but its project can't be created.")
          .found(reason.description())
          .remedy("Choose another project name and register a pending publisher for it.");
    }
    return Problem.of(
            ErrorCode.EXCHANGE_BAD_REQUEST, endpoints.name() + " could not read the request.")
        .found(reason.description())
        .expected("a JSON object with a JWT as 'token'")
        .remedy("Check that the CI system issued a JWT. If it did, report a bug in this library.");
  }

  private Problem withoutCode(HttpResponse answer) {
    if (answer.status() == 404 || answer.status() == 405 || answer.status() == 501) {
      return Problem.of(
              ErrorCode.EXCHANGE_UNSUPPORTED,
              endpoints.name() + " does not exchange identity tokens.")
          .found("HTTP " + answer.status() + " for " + answer.call().url().getRawPath())
          .remedy("Check the upload URL; this index may need another authentication method.");
    }
    // Other indexes may respond with problem details (RFC 9457), which are made to be shown.
    boolean details = answer.header("Content-Type").orElse("").contains("application/problem+json");
    return refused(
        details
            ? endpoints.errors(Stage.EXCHANGE, context).message(answer)
            : "HTTP " + answer.status() + " in an unknown form");
  }

  private Problem refused(String found) {
    return Problem.of(
            ErrorCode.EXCHANGE_REJECTED, endpoints.name() + " rejected the identity token.")
        .found(found)
        .remedy(
            "Read the server's message below, and compare the claims with the publisher at "
                + endpoints.publisherSettings(project));
  }
}
