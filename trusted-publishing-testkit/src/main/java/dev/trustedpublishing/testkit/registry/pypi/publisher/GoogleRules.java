package dev.trustedpublishing.testkit.registry.pypi.publisher;

import dev.trustedpublishing.testkit.oidc.Claims;
import java.util.List;
import java.util.Optional;

/** The rules for service accounts of Google (Warehouse, oidc/models/google.py). Immutable. */
public final class GoogleRules implements ProviderRules {
  static final String ISSUER = "https://accounts.google.com";

  /** Creates the rules. */
  public GoogleRules() {}

  @Override
  public List<String> requiredClaims() {
    return List.of("email", "email_verified");
  }

  /** A publisher with the subject is preferred to one for any subject. */
  @Override
  public Optional<Publisher> lookup(Claims claims, List<Publisher> publishers) {
    List<Publisher> ofAccount =
        publishers.stream()
            .filter(each -> each.registration().owner().equals(claims.text("email")))
            .toList();
    return withSubject(ofAccount, claims.text("sub")).or(() -> withSubject(ofAccount, ""));
  }

  @Override
  public void check(Claims claims, PublisherRegistration registration, UsedTokens used) {
    if (!claims.json().path("email_verified").asBoolean(false)
        || !claims.json().path("email_verified").isBoolean()) {
      throw ProviderRules.failed("email_verified");
    }
    if (claims.has("jti")) {
      used.check(claims);
    }
  }

  private static Optional<Publisher> withSubject(List<Publisher> publishers, String subject) {
    return publishers.stream()
        .filter(each -> each.registration().ownerId().equals(subject))
        .findFirst();
  }
}
