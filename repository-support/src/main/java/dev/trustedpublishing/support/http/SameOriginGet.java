package dev.trustedpublishing.support.http;

import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * A GET that carries nothing secret and may therefore be sent on, a few times and never to another
 * origin. All other calls follow no redirect at all.
 *
 * @param context everything that touches the world
 */
public record SameOriginGet(SpiContext context) {
  private static final int MOST_REDIRECTS = 3;

  /**
   * Asks, and asks where the server points to.
   *
   * @param call a GET without a credential
   * @return the answer; a redirect if it is one that is not followed
   */
  public HttpResponse send(HttpRequest call) {
    HttpResponse answer = context.http().send(call);
    for (int followed = 0; followed < MOST_REDIRECTS; followed++) {
      Optional<URI> target = target(answer);
      if (target.isEmpty()) {
        break;
      }
      answer = context.http().send(to(target.get(), call));
    }
    return answer;
  }

  private static Optional<URI> target(HttpResponse answer) {
    return switch (answer.status()) {
      case 301, 302, 303, 307, 308 ->
          answer.header("Location").flatMap(location -> sameOrigin(answer, location));
      default -> Optional.empty();
    };
  }

  private static Optional<URI> sameOrigin(HttpResponse answer, String location) {
    try {
      URI target = answer.call().url().resolve(location.strip());
      return Origin.of(target).equals(answer.origin()) ? Optional.of(target) : Optional.empty();
    } catch (IllegalArgumentException notAnAddress) {
      // Then the redirect itself is the answer, and is explained as one.
      return Optional.empty();
    }
  }

  private static HttpRequest to(URI target, HttpRequest call) {
    HttpRequest next = HttpRequest.get(target, call.action()).withAnswerLimit(call.answerLimit());
    for (Map.Entry<String, String> header : call.headers().entrySet()) {
      next = next.withHeader(header.getKey(), header.getValue());
    }
    return call.bodyHandler().map(next::withBodyHandler).orElse(next);
  }
}
