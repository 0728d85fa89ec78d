package dev.trustedpublishing.testkit.registry.npm.model;

/**
 * The issuers of identity tokens.
 *
 * <p>Immutable.
 *
 * @param github the issuer of GitHub Actions
 * @param gitlab the issuer of GitLab
 * @param circleci the address below which every organization of CircleCI has an issuer
 */
public record Issuers(String github, String gitlab, String circleci) {

  String circleciOrganization(String id) {
    return circleci + "/org/" + id;
  }
}
