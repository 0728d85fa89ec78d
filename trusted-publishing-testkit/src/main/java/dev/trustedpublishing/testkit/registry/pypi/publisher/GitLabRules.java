package dev.trustedpublishing.testkit.registry.pypi.publisher;

import dev.trustedpublishing.testkit.oidc.Claims;
import dev.trustedpublishing.testkit.registry.pypi.model.Repr;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for GitLab CI/CD (Warehouse, oidc/models/gitlab.py). Immutable. */
public final class GitLabRules implements ProviderRules {

  /** The longest path to a file with a name, between two slashes and an at sign. */
  private static final Pattern PIPELINE = Pattern.compile("(?<=//)(.*[^/]\\.(yml|yaml))(?=@)");

  private final String defaultIssuer;

  /**
   * Creates the rules with the issuer of registrations that do not name one.
   *
   * @param defaultIssuer the address of the issuer
   */
  public GitLabRules(String defaultIssuer) {
    this.defaultIssuer = defaultIssuer;
  }

  @Override
  public List<String> requiredClaims() {
    return List.of("project_path", "sub", "ci_config_ref_uri", "ref_path", "sha", "jti");
  }

  @Override
  public Optional<Publisher> lookup(Claims claims, List<Publisher> publishers) {
    String path = claims.text("project_path");
    if (!path.contains("/")) {
      // The real registry does not catch this: a plain 500 (Warehouse, oidc/views.py).
      throw new IllegalStateException("project_path without a namespace");
    }
    String pipeline = pipeline(claims);
    List<Publisher> candidates =
        publishers.stream()
            .filter(publisher -> issuer(publisher.registration()).equals(claims.text("iss")))
            .filter(publisher -> path(publisher.registration()).equalsIgnoreCase(path))
            .filter(publisher -> publisher.registration().workflow().equals(pipeline))
            .toList();
    // Case-sensitive, unlike GitHub.
    return ProviderRules.byEnvironment(candidates, claims.text("environment")::equals);
  }

  @Override
  public void check(Claims claims, PublisherRegistration registration, UsedTokens used) {
    String[] subject = claims.text("sub").split(":", -1);
    if (subject.length < 2
        || !(subject[0] + ":" + subject[1])
            .equalsIgnoreCase("project_path:" + path(registration))) {
      throw ProviderRules.failed("sub");
    }
    checkPipeline(claims, registration);
    used.check(claims);
  }

  private String issuer(PublisherRegistration registration) {
    return registration.issuer() == null ? defaultIssuer : registration.issuer();
  }

  private static String path(PublisherRegistration registration) {
    return registration.owner() + "/" + registration.repository();
  }

  private static String pipeline(Claims claims) {
    Matcher matcher = PIPELINE.matcher(claims.text("ci_config_ref_uri"));
    if (!matcher.find()) {
      throw ExchangeRejection.invalidPublisher(
          "Could not extract workflow filename from OIDC claims");
    }
    return matcher.group(1);
  }

  private void checkPipeline(Claims claims, PublisherRegistration registration) {
    String ref = claims.text("ref_path");
    String sha = claims.text("sha");
    if (ref.isEmpty() || sha.isEmpty()) {
      throw ExchangeRejection.invalidPublisher("The ref_path and sha claims are empty");
    }
    String pipeline =
        URI.create(issuer(registration)).getAuthority()
            + "/"
            + path(registration)
            + "//"
            + registration.workflow();
    TreeSet<String> expected = new TreeSet<>(List.of(pipeline + "@" + ref, pipeline + "@" + sha));
    String found = claims.text("ci_config_ref_uri");
    if (!expected.contains(found)) {
      throw ExchangeRejection.invalidPublisher(
          "The ci_config_ref_uri claim does not match, expecting one of "
              + Repr.of(expected)
              + ", got "
              + Repr.of(found));
    }
  }
}
