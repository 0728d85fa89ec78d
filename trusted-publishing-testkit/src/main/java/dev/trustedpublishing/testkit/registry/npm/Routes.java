package dev.trustedpublishing.testkit.registry.npm;

import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Handler;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.model.Refusal;
import dev.trustedpublishing.testkit.registry.npm.packument.Packuments;
import dev.trustedpublishing.testkit.registry.npm.publish.Publish;
import dev.trustedpublishing.testkit.registry.npm.token.Caller;
import dev.trustedpublishing.testkit.registry.npm.token.IssuedTokens;
import dev.trustedpublishing.testkit.registry.npm.token.TokenExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Maps addresses to endpoints (npm-package-arg). Requests that change something must spell a
 * package's name as npm does; requests that read accept any spelling.
 *
 * <p>Thread-safe.
 */
final class Routes {

  /** The handler of an endpoint, and its name in the fault script. */
  record Route(NpmEndpoint endpoint, Handler handler) {}

  private static final String EXCHANGE = "/-/npm/v1/oidc/token/exchange/package/";
  private static final String STAGE = "/-/stage/package/";
  private static final String PACKAGE = "/-/package/";
  private static final String VISIBILITY = "/visibility";
  private static final String TAGS = "/dist-tags";
  private static final String ATTESTATIONS = "/-/npm/v1/attestations/";
  private static final String TARBALL = "/-/";

  private final Optional<TokenExchange> exchange;
  private final Publish publish;
  private final Packuments packuments;
  private final IssuedTokens tokens;

  /**
   * Creates the routes of a registry.
   *
   * @param exchange the token exchange, or empty for a registry without trusted publishing
   * @param publish the endpoints that publish and stage
   * @param packuments the endpoints that describe packages
   * @param tokens the tokens that were issued
   */
  Routes(
      Optional<TokenExchange> exchange,
      Publish publish,
      Packuments packuments,
      IssuedTokens tokens) {
    this.exchange = exchange;
    this.publish = publish;
    this.packuments = packuments;
    this.tokens = tokens;
  }

  Route find(Request request, String path) {
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    if (path.startsWith(EXCHANGE)) {
      return new Route(NpmEndpoint.EXCHANGE, exchange(request, path.substring(EXCHANGE.length())));
    }
    if (path.startsWith("/-/")) {
      return reads ? special(path) : changing(request, path);
    }
    if (reads) {
      return reading(path.replaceFirst("^/", ""));
    }
    return new Route(
        NpmEndpoint.PUBLISH,
        request.method().equals("PUT")
            ? named(path.replaceFirst("^/", ""), name -> sent -> publish.put(sent, name))
            : any -> Answer.methodNotAllowed("GET, HEAD, PUT"));
  }

  private Handler exchange(Request request, String segment) {
    if (exchange.isEmpty()) {
      // The response of a registry without it, as observed with Verdaccio 6.10.
      return sent ->
          Answer.text(
              404,
              "text/html; charset=utf-8",
              "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  + "<title>Error</title>\n</head>\n<body>\n<pre>Cannot "
                  + sent.method()
                  + " "
                  + sent.target()
                  + "</pre>\n</body>\n</html>\n");
    }
    return request.method().equals("POST")
        ? PackageName.escaped(segment)
            .<Handler>map(name -> sent -> exchange.get().handle(sent, name))
            .orElse(sent -> TokenExchange.notFound().exchangeAnswer())
        : any -> Answer.methodNotAllowed("POST");
  }

  private Route changing(Request request, String path) {
    if (request.method().equals("POST") && path.startsWith(STAGE)) {
      return new Route(
          NpmEndpoint.STAGE,
          named(path.substring(STAGE.length()), name -> sent -> publish.stage(sent, name)));
    }
    return new Route(NpmEndpoint.OTHER, this::needsSession);
  }

  private Route special(String path) {
    if (path.startsWith(PACKAGE) && path.endsWith(VISIBILITY)) {
      return new Route(
          NpmEndpoint.VISIBILITY,
          named(
              path.substring(PACKAGE.length(), path.length() - VISIBILITY.length()),
              name -> sent -> packuments.visibility(sent, name)));
    }
    return new Route(NpmEndpoint.OTHER, other(path));
  }

  private Handler other(String path) {
    if (path.startsWith(PACKAGE) && path.endsWith(TAGS)) {
      return named(
          path.substring(PACKAGE.length(), path.length() - TAGS.length()),
          name -> sent -> packuments.tags(sent, name));
    }
    if (path.startsWith(ATTESTATIONS)) {
      String nameAndVersion = decoded(path.substring(ATTESTATIONS.length()));
      return sent -> packuments.attestations(sent, nameAndVersion);
    }
    return switch (path) {
      case "/-/ping" -> sent -> Answer.json(200, Map.of());
      case "/-/whoami" -> this::whoami;
      default -> this::needsSession;
    };
  }

  private Answer whoami(Request request) {
    return tokens.caller(request) instanceof Caller.Account
        ? Answer.json(200, Map.of("username", "octocat"))
        : Refusal.unauthenticated().exchangeAnswer();
  }

  /**
   * Tokens, trust, tags, and the approval of staged versions: "all need an interactive (2FA)
   * session, never an OIDC token".
   */
  private Answer needsSession(Request request) {
    return Answer.json(401, Map.of("message", "You must provide a one-time pass."))
        .withHeader("WWW-Authenticate", "OTP");
  }

  /** {@code <name>}, {@code <name>/<version or tag>} or {@code <name>/-/<file>}. */
  private Route reading(String path) {
    int tarball = path.indexOf(TARBALL);
    if (tarball > 0) {
      String filename = decoded(path.substring(tarball + TARBALL.length()));
      return new Route(
          NpmEndpoint.TARBALL,
          spelled(
              path.substring(0, tarball),
              name -> sent -> packuments.tarball(sent, name, filename)));
    }
    String decoded = decoded(path);
    int end = decoded.indexOf('/', decoded.startsWith("@") ? decoded.indexOf('/') + 1 : 0);
    if (end < 0) {
      return new Route(
          NpmEndpoint.PACKUMENT, spelled(path, name -> sent -> packuments.packument(sent, name)));
    }
    String version = decoded.substring(end + 1);
    return new Route(
        NpmEndpoint.PACKUMENT,
        spelled(
            decoded.substring(0, end), name -> sent -> packuments.manifest(sent, name, version)));
  }

  private static Handler named(String segment, Function<PackageName, Handler> handler) {
    return PackageName.escaped(segment).map(handler).orElse(any -> Packuments.notFound());
  }

  private static Handler spelled(String segments, Function<PackageName, Handler> handler) {
    return PackageName.any(segments).map(handler).orElse(any -> Packuments.notFound());
  }

  private static String decoded(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
