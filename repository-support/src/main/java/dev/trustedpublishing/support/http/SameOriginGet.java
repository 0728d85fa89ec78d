package dev.trustedpublishing.support.http;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Sends a GET without a secret, and follows a few redirects within its origin. No other request
 * follows redirects.
 *
 * <p>Immutable.
 *
 * @param context the context of the client
 */
public record SameOriginGet(SpiContext context) {
  private static final int MAX_REDIRECTS = 3;

  /**
   * Sends a request, and requests the targets of redirects.
   *
   * @param request a GET without a credential
   * @return the response; a redirect if it is not followed
   */
  public HttpResponse send(HttpRequest request) {
    HttpResponse response = context.http().send(request);
    for (int followed = 0; followed < MAX_REDIRECTS; followed++) {
      Optional<URI> target = target(response);
      if (target.isEmpty()) {
        break;
      }
      response = context.http().send(to(target.get(), request));
    }
    return response;
  }

  private static Optional<URI> target(HttpResponse response) {
    return switch (response.status()) {
      case 301, 302, 303, 307, 308 ->
          response.header("Location").flatMap(location -> sameOrigin(response, location));
      default -> Optional.empty();
    };
  }

  private static Optional<URI> sameOrigin(HttpResponse response, String location) {
    try {
      URI target = response.call().url().resolve(location.strip());
      return Origin.of(target).equals(response.origin()) ? Optional.of(target) : Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      // The caller maps the redirect itself to an error.
      return Optional.empty();
    }
  }

  private static HttpRequest to(URI target, HttpRequest request) {
    HttpRequest next =
        HttpRequest.get(target, request.action()).withResponseLimit(request.responseLimit());
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      next = next.withHeader(header.getKey(), header.getValue());
    }
    return request.bodyHandler().map(next::withBodyHandler).orElse(next);
  }
}
