package dev.trustedpublishing.testkit.registry.pypi.publisher;

import dev.trustedpublishing.testkit.oidc.Claims;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How the claims of one provider are compared with registrations (Warehouse, oidc/models).
 * Implementations are immutable.
 */
public interface ProviderRules {

  /**
   * Returns the rules of every provider.
   *
   * @param gitlabIssuer the issuer of GitLab registrations that do not name one
   * @return the rules
   */
  static Map<PublisherKind, ProviderRules> of(String gitlabIssuer) {
    return Map.of(
        PublisherKind.GITHUB, new GitHubRules(),
        PublisherKind.GITLAB, new GitLabRules(gitlabIssuer),
        PublisherKind.GOOGLE, new GoogleRules());
  }

  /**
   * Returns the required claims; which missing claim is reported first is not specified.
   *
   * @return the names of the claims
   */
  List<String> requiredClaims();

  /**
   * Looks up the registration that the claims describe: the first stage.
   *
   * @param claims the claims of an identity token
   * @param publishers the registered publishers of this provider
   * @return the publisher, or empty if there is none
   * @throws ExchangeRejection if the claims do not allow a look-up at all
   */
  Optional<Publisher> lookup(Claims claims, List<Publisher> publishers);

  /**
   * Compares claim by claim: the second stage.
   *
   * @param claims the claims of an identity token
   * @param registration the registration that they are compared with
   * @param used the tokens that were used before
   * @throws ExchangeRejection for the first claim that does not match
   */
  void check(Claims claims, PublisherRegistration registration, UsedTokens used);

  /**
   * "One whose configured environment equals the claim wins, else the one with none" (Warehouse,
   * oidc/models).
   *
   * @param candidates the publishers that match except for their environment
   * @param sameAsClaim whether an environment equals the claim
   * @return the publisher, or empty if there is none
   */
  static Optional<Publisher> byEnvironment(
      List<Publisher> candidates, Predicate<String> sameAsClaim) {
    Optional<Publisher> exact =
        candidates.stream()
            .filter(candidate -> {
              String environment = candidate.registration().environment();
              return environment != null && sameAsClaim.test(environment);
            })
            .findFirst();
    return exact.or(() ->
        candidates.stream()
            .filter(candidate -> candidate.registration().environment() == null)
            .findFirst());
  }

  /**
   * Rejects a token because of a claim that does not match.
   *
   * @param claim the name of the claim
   * @return the rejection
   */
  static ExchangeRejection failed(String claim) {
    return ExchangeRejection.invalidPublisher("Check failed for required claim '" + claim + "'");
  }
}
