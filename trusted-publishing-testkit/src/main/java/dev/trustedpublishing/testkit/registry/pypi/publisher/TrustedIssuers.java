package dev.trustedpublishing.testkit.registry.pypi.publisher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may sign identity tokens, and with which kind of claims: the issuers of the registry itself
 * and those that GitLab registrations name.
 */
public record TrustedIssuers(Map<String, PublisherKind> kinds) {

  public TrustedIssuers {
    kinds = Map.copyOf(kinds);
  }

  public static TrustedIssuers of(
      String github, String gitlab, List<PublisherRegistration> registrations) {
    Map<String, PublisherKind> kinds = new HashMap<>();
    for (PublisherRegistration registration : registrations) {
      if (registration.issuer() != null) {
        kinds.put(registration.issuer(), PublisherKind.GITLAB);
      }
    }
    kinds.put(gitlab, PublisherKind.GITLAB);
    kinds.put(github, PublisherKind.GITHUB);
    return new TrustedIssuers(kinds);
  }

  public Optional<PublisherKind> kind(String issuer) {
    return Optional.ofNullable(kinds.get(issuer));
  }

  public Set<String> urls() {
    return kinds.keySet();
  }
}
