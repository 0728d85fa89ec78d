package dev.trustedpublishing.testkit.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trustedpublishing.internal.jjwt.JwtException;
import dev.trustedpublishing.internal.jjwt.Jwts;
import java.io.IOException;
import java.net.URI;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Verifies identity tokens for an embedded registry, by PyPI's rules (Warehouse, oidc/services.py);
 * npm's are not documented. jjwt checks the signature; this class checks the claims, because PyPI
 * is stricter than jjwt (an audience in a list is rejected) and applies the leeway in its own way.
 * Safe for use by several threads.
 */
public final class IdentityTokenVerifier {

  private static final long LEEWAY_SECONDS = Duration.ofSeconds(30).toSeconds();

  private final String audience;
  private final Clock clock;
  private final Map<String, IssuerKeys> issuers;

  /**
   * Creates a verifier.
   *
   * @param audience the audience that tokens must have
   * @param clock the clock for their validity
   * @param issuers who may sign them, exactly as in the claim {@code iss}
   * @param trust the trusted certificates when the keys of an issuer are fetched over HTTPS; empty
   *     for those of Java
   */
  public IdentityTokenVerifier(
      String audience, Clock clock, Set<String> issuers, Optional<SSLContext> trust) {
    this(audience, clock, issuers, trust, Map.of());
  }

  /**
   * Creates a verifier that fetches the keys of some issuers at other addresses.
   *
   * @param audience the audience that tokens must have
   * @param clock the clock for their validity
   * @param issuers who may sign them, exactly as in the claim {@code iss}
   * @param trust as for the other constructor
   * @param addresses the addresses of issuers that are not served under their own name
   */
  public IdentityTokenVerifier(
      String audience,
      Clock clock,
      Set<String> issuers,
      Optional<SSLContext> trust,
      Map<String, URI> addresses) {
    this.audience = audience;
    this.clock = clock;
    this.issuers =
        issuers.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(),
                    issuer ->
                        new IssuerKeys(
                            addresses.getOrDefault(issuer, URI.create(issuer)).toString(),
                            clock,
                            trust)));
  }

  /**
   * Verifies a token.
   *
   * @param token the compact form
   * @param parsed the same token, parsed
   * @return its claims; empty if anything is wrong with the token, without details
   */
  public Optional<Claims> verify(String token, CompactToken parsed) {
    return hasValidSignature(token, parsed) && areAcceptable(parsed.claims())
        ? Optional.of(parsed.claims())
        : Optional.empty();
  }

  private boolean hasValidSignature(String token, CompactToken parsed) {
    try {
      Optional<Key> key = key(parsed);
      if (key.isEmpty()) {
        return false;
      }
      Jwts.parser()
          .json(new JwtReader())
          .clock(() -> Date.from(clock.instant()))
          .clockSkewSeconds(LEEWAY_SECONDS)
          .sig()
          .clear()
          .add(Jwts.SIG.RS256)
          .and()
          .keyLocator(header -> key.get())
          .build()
          .parseSignedClaims(token);
      return true;
    } catch (JwtException | IllegalArgumentException | IOException e) {
      // Not disclosed: "any failure: the single invalid-token response" (Warehouse,
      // oidc/services.py).
      return false;
    }
  }

  private Optional<Key> key(CompactToken parsed) throws IOException {
    IssuerKeys keys = issuers.get(parsed.claims().text("iss"));
    String id = parsed.header().path("kid").textValue();
    return keys == null || id == null ? Optional.empty() : keys.find(id);
  }

  private boolean areAcceptable(Claims claims) {
    long now = clock.instant().getEpochSecond();
    JsonNode json = claims.json();
    return isNumberUpTo(json.path("iat"), now + LEEWAY_SECONDS)
        && json.path("exp").isNumber()
        && json.path("exp").asLong() > now - LEEWAY_SECONDS
        && (!json.has("nbf") || isNumberUpTo(json.path("nbf"), now + LEEWAY_SECONDS))
        && json.path("aud").isTextual()
        && json.path("aud").textValue().equals(audience)
        && isTextOrAbsent(json, "sub")
        && isTextOrAbsent(json, "jti");
  }

  private static boolean isNumberUpTo(JsonNode value, long limit) {
    return value.isNumber() && value.asLong() <= limit;
  }

  private static boolean isTextOrAbsent(JsonNode json, String name) {
    return !json.hasNonNull(name) || json.path(name).isTextual();
  }
}
