package dev.trustedpublishing.testkit.contract;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A provider that keeps the contract, for a CI system of our own making. */
public class TinyCi implements IdentityProvider {
  static final URI ENDPOINT = URI.create("https://ci.tiny.example/token");

  @Override
  public String id() {
    return "tiny";
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    return environment.is("TINY_CI", "true")
        ? new Detection.Available("Tiny CI")
        : new Detection.Absent("TINY_CI=true");
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    Secret secret = context.environment().secret("TINY_SECRET").orElseThrow();
    URI url =
        URI.create(
            ENDPOINT + "?a=" + URLEncoder.encode(request.audience(), StandardCharsets.UTF_8));
    HttpRequest call =
        HttpRequest.get(url, "get an identity token from Tiny CI")
            .withCredential(Credential.bearer(secret, Origin.of(url)));
    HttpResponse answer = context.http().send(call);
    if (!answer.isSuccess()) {
      throw refused(answer);
    }
    return token(answer, context);
  }

  RuntimeException refused(HttpResponse answer) {
    boolean passes = answer.isTransientFailure();
    ErrorCode code = passes ? ErrorCode.TEMPORARY_IDENTITY_ENDPOINT : ErrorCode.IDENTITY_REFUSED;
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(
                Stage.OBTAIN, Problem.of(code, "Tiny CI said no.").remedy("Ask Tiny CI."))
            .response(answer.status(), message(answer));
    return (passes ? details.retryCanHelp() : details).build();
  }

  String message(HttpResponse answer) {
    return answer.excerpt();
  }

  private static IdentityToken token(HttpResponse answer, SpiContext context) {
    try {
      String jwt = context.json().parse(answer.body()).requireText("token");
      return context.readIdentityToken(Secret.of(jwt), IdentityToken.Supply.ON_REQUEST);
    } catch (JsonException e) {
      throw TrustedPublishingException.builder(
              Stage.OBTAIN,
              Problem.of(ErrorCode.TEMPORARY_UNEXPECTED_ANSWER, "Tiny CI made no sense.")
                  .remedy("Ask Tiny CI."))
          .build();
    }
  }
}
