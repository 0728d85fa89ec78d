package dev.trustedpublishing.repository.pypi.token;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import dev.trustedpublishing.support.http.SameOriginGet;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code GET /_/oidc/audience}: the audience of an identity token (Warehouse, oidc/views.py).
 *
 * @param endpoints the URLs of the index
 * @param context the context of the client
 */
public record AudienceLookup(RegistryEndpoints endpoints, SpiContext context) {
  private static final Pattern AUDIENCE = Pattern.compile("[!-~]{1,256}");

  /**
   * Makes one request.
   *
   * @param url the URL of the audience
   * @return the audience
   * @throws TrustedPublishingException if the index returns none, or a different one than expected
   */
  public String send(URI url) {
    HttpResponse answer =
        new SameOriginGet(context)
            .send(
                HttpRequest.get(url, "ask " + endpoints.name() + " for its audience")
                    .withAccept("application/json"));
    if (answer.status() == 200) {
      return pinned(answer, audience(answer));
    }
    throw failures().map(answer, message -> refused(answer));
  }

  private String audience(HttpResponse answer) {
    try {
      String audience = context.json().parse(answer.body()).requireText("audience");
      if (!AUDIENCE.matcher(audience).matches()) {
        throw new JsonException("'audience' is too long or has unusual characters");
      }
      return audience;
    } catch (JsonException e) {
      throw failures()
          .unexpected(answer, String.valueOf(e.getMessage()), "{\"audience\":\"...\"}")
          .cause(e)
          .build();
    }
  }

  /** A mirror must not make the client request a token that is valid elsewhere. */
  private String pinned(HttpResponse answer, String audience) {
    Optional<String> expected = endpoints.audience();
    if (expected.isEmpty() || expected.get().equals(audience)) {
      return audience;
    }
    throw failures()
        .of(
            answer,
            Problem.of(
                    ErrorCode.EXCHANGE_UNEXPECTED_AUDIENCE,
                    endpoints.name() + " requests an identity token with an unexpected audience.")
                .found("the audience '" + SafeText.shown(audience) + "'")
                .expected("'" + expected.get() + "'")
                .remedy(
                    "Find out what responds instead of %s (a proxy or mirror?). No identity token was requested."
                        .formatted(answer.origin())))
        .build();
  }

  private HttpErrorMapper failures() {
    return endpoints.errors(Stage.EXCHANGE, context);
  }

  private Problem refused(HttpResponse answer) {
    // {"message":"Trusted publishing functionality not enabled"}
    return answer.status() == 403
        ? Problem.of(
                ErrorCode.EXCHANGE_DISABLED,
                "Trusted publishing is disabled at " + endpoints.name() + ".")
            .remedy(
                "The administrators disabled it. Check the status page of the index, and try again"
                    + " later.")
        : Problem.of(
                ErrorCode.EXCHANGE_UNSUPPORTED,
                endpoints.name() + " does not support trusted publishing.")
            .found("HTTP " + answer.status() + " for " + answer.call().url().getRawPath())
            .expected("an audience")
            .remedy(
                "Check the upload URL. If it is correct, this index needs another authentication"
                    + " method.");
  }
}
