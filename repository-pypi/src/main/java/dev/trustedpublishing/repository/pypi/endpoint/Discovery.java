package dev.trustedpublishing.repository.pypi.endpoint;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.support.http.RegistryUrl;
import dev.trustedpublishing.support.http.SameOriginGet;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /.well-known/pytp?discover=...}: the addresses of an index's token exchange (PEP 807,
 * a draft). It is optional: for any other response, PyPI's paths are used. Makes one request.
 * Thread-safe.
 */
public final class Discovery {
  private static final String ACCEPT = "application/vnd.pypi.pytp.v1+json";

  /** One token for all files, as this library requires. */
  private static final String MULTI_USE = "multi-use-token";

  private final RegistryEndpoints endpoints;
  private final SpiContext context;
  private @Nullable TokenEndpoints known;

  public Discovery(RegistryEndpoints endpoints, SpiContext context) {
    this.endpoints = endpoints;
    this.context = context;
  }

  /**
   * Queries the index, except PyPI and TestPyPI, which do not support it.
   *
   * @return the addresses of the token exchange
   * @throws TrustedPublishingException if the index names an address of another origin
   */
  public synchronized TokenEndpoints tokenEndpoints() {
    if (known == null) {
      known = endpoints.isWellKnown() ? TokenEndpoints.usual(endpoints) : ask();
    }
    return known;
  }

  private TokenEndpoints ask() {
    HttpResponse answer =
        new SameOriginGet(context)
            .send(
                HttpRequest.get(url(), "ask " + endpoints.name() + " for its token endpoints")
                    .withAccept(ACCEPT));
    return answer.status() == 200 && isJson(answer)
        ? discovered(answer)
        : TokenEndpoints.usual(endpoints);
  }

  private URI url() {
    String path = URLEncoder.encode(endpoints.upload().getPath(), StandardCharsets.UTF_8);
    return endpoints.upload().resolve("/.well-known/pytp?discover=" + path);
  }

  /** Some servers return a page for every URL. */
  private static boolean isJson(HttpResponse answer) {
    return answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("json");
  }

  private TokenEndpoints discovered(HttpResponse answer) {
    try {
      JsonObject document = context.json().parse(answer.body());
      return new TokenEndpoints(
          endpoint(answer, document, "audience-endpoint"),
          endpoint(answer, document, "token-mint-endpoint"),
          features(document));
    } catch (JsonException e) {
      context.warn(
          Problem.of(
                  ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                  endpoints.name() + " has an invalid discovery document.")
              .found(SafeText.reason(e))
              .expected("a discovery document as in PEP 807")
              .remedy("No action needed: PyPI's paths are tried."));
      return TokenEndpoints.usual(endpoints);
    }
  }

  /** An API token is for one origin, and so is the identity token that is exchanged for it. */
  private URI endpoint(HttpResponse answer, JsonObject document, String name) {
    String written = document.requireText(name);
    try {
      URI url = URI.create(written);
      if (Origin.of(url).equals(answer.origin())) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw elsewhere(answer, name, written).cause(e).build();
    }
    throw elsewhere(answer, name, written).build();
  }

  private TrustedPublishingException.Builder elsewhere(
      HttpResponse answer, String name, String written) {
    return endpoints
        .errors(Stage.EXCHANGE, context)
        .of(
            answer,
            Problem.of(
                    ErrorCode.USAGE_UNEXPECTED_REDIRECT,
                    endpoints.name() + " sends tokens to another origin.")
                .found(
                    SafeText.shown(RegistryUrl.withoutSecrets(written)) + " as its '" + name + "'")
                .expected("a URL at " + answer.origin())
                .remedy(
                    "Ask the administrators of the index to correct its discovery document. No"
                        + " identity token was requested."));
  }

  private static List<String> features(JsonObject document) {
    List<String> usual = document.texts("default-features");
    if (usual.isEmpty() || usual.contains(MULTI_USE)) {
      return List.of();
    }
    if (document.texts("features").contains(MULTI_USE)) {
      return List.of(MULTI_USE);
    }
    throw new JsonException("it offers only single-use tokens, which are not supported");
  }
}
