package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.http.TransportException;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.core.context.DefaultSpiContext;
import dev.trustedpublishing.core.json.StrictJson;
import dev.trustedpublishing.core.report.SignatureResult;
import dev.trustedpublishing.core.retry.RetryPolicies;
import dev.trustedpublishing.internal.jjwt.JwtException;
import dev.trustedpublishing.internal.jjwt.Jwts;
import dev.trustedpublishing.internal.jjwt.io.AbstractDeserializer;
import dev.trustedpublishing.internal.jjwt.security.Jwk;
import dev.trustedpublishing.internal.jjwt.security.JwkSet;
import dev.trustedpublishing.internal.jjwt.security.Jwks;
import dev.trustedpublishing.internal.jjwt.security.PublicJwk;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that an identity token is signed by the issuer that it names, before the token is sent:
 * discovery document, keys, signature. The provider checks whether the issuer is the right one. The
 * keys are fetched for each token and not cached.
 */
public record SignatureCheck(DefaultSpiContext context, RetryPolicies retries) {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final int MAX_RESPONSE_SIZE = 256 * 1024;

  /** The times were checked before, with better messages. */
  private static final long LEEWAY_SECONDS = 60;

  private static final JwtJson JSON = new JwtJson();

  /** Throws if the issuer's keys can't be fetched, or if none of them matches. */
  public SignatureResult verify(IdentityToken token) {
    String issuer = issuer(token);
    String shown = SafeText.shown(issuer);
    requireSigned(
        token, retries.run(RetryPolicies.Call.OBTAIN, "keys of " + shown, () -> keys(issuer)));
    return result(SignatureResult.Verdict.VALID, shown, null);
  }

  /** Makes one attempt, and never throws what a token or an issuer can cause. */
  public SignatureResult check(IdentityToken token) {
    String shown = SafeText.shown(token.claims().issuer().orElse("an unknown issuer"));
    JwkSet keys;
    try {
      keys = keys(issuer(token));
    } catch (TrustedPublishingException e) {
      return result(SignatureResult.Verdict.NOT_CHECKED, shown, e.problem());
    } catch (TransportException e) {
      return result(SignatureResult.Verdict.NOT_CHECKED, shown, e.problem());
    }
    try {
      requireSigned(token, keys);
      return result(SignatureResult.Verdict.VALID, shown, null);
    } catch (TrustedPublishingException e) {
      return result(SignatureResult.Verdict.INVALID, shown, e.problem());
    }
  }

  private static SignatureResult result(
      SignatureResult.Verdict verdict, String issuer, @Nullable Problem problem) {
    return new SignatureResult(verdict, issuer, Optional.ofNullable(problem));
  }

  private static String issuer(IdentityToken token) {
    return token.claims().issuer().orElseThrow(() -> refused(token, "a token without an issuer"));
  }

  private void requireSigned(IdentityToken token, JwkSet keys) {
    try {
      Jwts.parser()
          .json(JSON)
          .keyLocator(header -> key(keys, header.get("kid")))
          .clock(() -> Date.from(context.clock().instant()))
          .clockSkewSeconds(LEEWAY_SECONDS)
          .build()
          .parseSignedClaims(token.value().reveal());
    } catch (JwtException | IllegalArgumentException e) {
      // The library's own text may quote the token.
      throw refused(token, "a signature that matches none of the issuer's keys");
    }
  }

  private JwkSet keys(String issuer) {
    URI address = url(issuer, issuer + DISCOVERY);
    URI jwks;
    try {
      JsonObject discovery =
          context.json().parse(get(address, "read the discovery document of the issuer").body());
      if (!discovery.requireText("issuer").equals(issuer)) {
        throw unusable(issuer, "a discovery document of another issuer");
      }
      jwks = url(issuer, discovery.requireText("jwks_uri"));
    } catch (JsonException e) {
      throw unusable(issuer, "an invalid discovery document: " + e.getMessage());
    }
    if (!Origin.of(jwks).equals(Origin.of(address))) {
      throw unusable(issuer, "keys at " + Origin.of(jwks) + ", which is another origin");
    }
    HttpResponse answer = get(jwks, "read the keys of the issuer");
    try {
      String text = new String(answer.body(), StandardCharsets.UTF_8);
      return Jwks.setParser().json(JSON).build().parse(text);
    } catch (JwtException | IllegalArgumentException e) {
      throw unusable(issuer, "unreadable keys");
    }
  }

  private URI url(String issuer, String text) {
    try {
      URI url = URI.create(text);
      if (!Origin.of(url).isTrustworthy()) {
        throw unusable(issuer, "a URL without HTTPS");
      }
      return url;
    } catch (IllegalArgumentException e) {
      throw unusable(issuer, "an invalid URL");
    }
  }

  private HttpResponse get(URI url, String action) {
    HttpResponse answer =
        context
            .http()
            .send(
                HttpRequest.get(url, action)
                    .withAccept("application/json")
                    .withResponseLimit(MAX_RESPONSE_SIZE));
    if (answer.status() != 200) {
      throw notAnswered(answer, action);
    }
    return answer;
  }

  private TrustedPublishingException notAnswered(HttpResponse answer, String action) {
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(
                Stage.OBTAIN,
                Problem.of(
                        ErrorCode.TEMPORARY_IDENTITY_ENDPOINT,
                        "The issuer of the identity token (not the registry) did not respond: could"
                            + " not "
                            + action
                            + ".")
                    .remedy("Restart the job in a few minutes, or publish without this check."))
            .origin(answer.origin())
            .response(answer.status(), answer.excerpt());
    answer.requestId().ifPresent(details::requestId);
    answer.retryAfter(context.clock().instant()).ifPresent(details::retryAfter);
    return (answer.isTransientFailure() ? details.retryCanHelp() : details).build();
  }

  private static TrustedPublishingException unusable(String issuer, String found) {
    return Problem.of(
            ErrorCode.IDENTITY_BAD_SIGNATURE,
            "The signature of the identity token can't be verified.")
        .found(found)
        .expected("an issuer that publishes its keys: " + SafeText.shown(issuer))
        .remedy(
            "Check whether this issuer is your CI system. If it publishes no keys, publish"
                + " without this check.")
        .toException(Stage.OBTAIN);
  }

  private static TrustedPublishingException refused(IdentityToken token, String found) {
    return TrustedPublishingException.builder(
            Stage.OBTAIN,
            Problem.of(
                    ErrorCode.IDENTITY_BAD_SIGNATURE,
                    "The identity token is not signed by the issuer that it names.")
                .found(found)
                .expected(
                    "a signature of "
                        + SafeText.shown(token.claims().issuer().orElse("a known issuer")))
                .remedy(
                    "Do not use this token. Find out what is between this job and the CI system."))
        .presentedClaims(token.claims().presentable())
        .build();
  }

  private static @Nullable Key key(JwkSet keys, @Nullable Object id) {
    Optional<Key> found =
        keys.getKeys().stream()
            .filter(PublicJwk.class::isInstance)
            .filter(key -> key.getId() != null && key.getId().equals(id))
            .findFirst()
            .map(Jwk::toKey);
    return found.orElse(null);
  }

  /** Adapts our strict JSON to jjwt, instead of the jjwt-jackson artifact. */
  private static final class JwtJson extends AbstractDeserializer<Map<String, ?>> {
    private final StrictJson json = new StrictJson();

    @Override
    protected Map<String, @Nullable Object> doDeserialize(Reader reader) throws IOException {
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      return json.members(text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }
}
