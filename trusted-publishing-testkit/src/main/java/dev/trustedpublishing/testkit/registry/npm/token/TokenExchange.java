package dev.trustedpublishing.testkit.registry.npm.token;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.oidc.Claims;
import dev.trustedpublishing.testkit.oidc.CompactToken;
import dev.trustedpublishing.testkit.oidc.IdentityTokenVerifier;
import dev.trustedpublishing.testkit.registry.npm.model.Issuers;
import dev.trustedpublishing.testkit.registry.npm.model.MintedToken;
import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.model.Refusal;
import dev.trustedpublishing.testkit.registry.npm.model.Times;
import dev.trustedpublishing.testkit.registry.npm.model.Trust;
import dev.trustedpublishing.testkit.registry.npm.model.TrustedPublishers;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

// Second opinion: it must not share the mistakes of the client's class of this name.
/**
 * {@code POST /-/npm/v1/oidc/token/exchange/package/<name>}: exchanges an identity token for an API
 * token that is valid for this package (the registry's OpenAPI description). An identity token may
 * be used for several packages: at GitLab and CircleCI there is one for each job.
 */
public final class TokenExchange {

  private static final String ERROR = "OIDC token exchange error - ";

  private final IdentityTokenVerifier verifier;
  private final Issuers issuers;
  private final TrustedPublishers publishers;
  private final IssuedTokens tokens;

  public TokenExchange(
      IdentityTokenVerifier verifier,
      Issuers issuers,
      TrustedPublishers publishers,
      IssuedTokens tokens) {
    this.verifier = verifier;
    this.issuers = issuers;
    this.publishers = publishers;
    this.tokens = tokens;
  }

  public Answer handle(Request request, PackageName name) throws IOException {
    try {
      MintedToken token = exchange(request, name);
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("token_type", "oidc");
      body.put("token", token.value());
      body.put("created", Times.write(token.createdAt()));
      body.put("expires", Times.write(token.expiresAt()));
      return Answer.json(201, body);
    } catch (Refusal refusal) {
      return refusal.exchangeAnswer();
    }
  }

  private MintedToken exchange(Request request, PackageName name) throws IOException {
    String identity = IssuedTokens.bearer(request).orElseThrow(TokenExchange::unauthorized);
    if (request.body().read() >= 0) {
      throw new Refusal(400, ERROR + "bad request");
    }
    CompactToken parsed = CompactToken.parse(identity);
    if (parsed == null || !parsed.claims().has("iss")) {
      throw new Refusal(400, ERROR + "bad request");
    }
    Claims claims = verifier.verify(identity, parsed).orElseThrow(TokenExchange::unauthorized);
    // The same response for a package that does not exist, has no publisher, or has one that does
    // not match.
    Trust trust =
        publishers
            .of(name)
            .filter(candidate -> candidate.rule().issuer(issuers).equals(claims.text("iss")))
            .filter(candidate -> candidate.rule().fits(claims))
            .orElseThrow(TokenExchange::notFound);
    return tokens.mint(name, trust.permissions());
  }

  private static Refusal unauthorized() {
    return new Refusal(401, ERROR + "unauthorized");
  }

  public static Refusal notFound() {
    return new Refusal(404, ERROR + "package not found");
  }
}
