package dev.trustedpublishing.testkit.registry.pypi.publisher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The trusted issuers of identity tokens and the kind of their claims: the issuers of the registry
 * itself and those that registrations name.
 *
 * <p>Immutable.
 *
 * @param kinds the kind of claims by the address of the issuer
 */
public record TrustedIssuers(Map<String, PublisherKind> kinds) {

  /** Copies the map. */
  public TrustedIssuers {
    kinds = Map.copyOf(kinds);
  }

  /**
   * Collects the issuers; those of the registry itself take precedence over those of registrations.
   *
   * @param github the address of the issuer for GitHub
   * @param gitlab the address of the issuer for GitLab
   * @param registrations the registrations, which may name other issuers
   * @return the issuers
   */
  public static TrustedIssuers of(
      String github, String gitlab, List<PublisherRegistration> registrations) {
    Map<String, PublisherKind> kinds = new HashMap<>();
    for (PublisherRegistration registration : registrations) {
      if (registration.issuer() != null) {
        kinds.put(registration.issuer(), registration.kind());
      } else if (registration.kind() == PublisherKind.GOOGLE) {
        kinds.put(GoogleRules.ISSUER, PublisherKind.GOOGLE);
      }
    }
    kinds.put(gitlab, PublisherKind.GITLAB);
    kinds.put(github, PublisherKind.GITHUB);
    return new TrustedIssuers(kinds);
  }

  /**
   * Returns the kind of claims of an issuer.
   *
   * @param issuer the address of the issuer
   * @return the kind, or empty if the issuer is not trusted
   */
  public Optional<PublisherKind> kind(String issuer) {
    return Optional.ofNullable(kinds.get(issuer));
  }

  /**
   * Returns the addresses of the issuers.
   *
   * @return the addresses
   */
  public Set<String> urls() {
    return kinds.keySet();
  }
}
