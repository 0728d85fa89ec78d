package dev.trustedpublishing.attestation.sigstore.service;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.attestation.sigstore.signature.EphemeralKey;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The certificate authority: {@code POST /api/v2/signingCert} (Fulcio, fulcio.proto).
 *
 * @param url its address
 * @param context sends requests and reads JSON
 */
public record Fulcio(URI url, SpiContext context) {
  private static final int RESPONSE_LIMIT = 64 << 10;

  /**
   * Requests a certificate.
   *
   * @param identity the identity of the job, with the audience of the instance
   * @param key the key that the certificate is for
   * @return the certificate in PEM, not verified yet
   */
  public String certify(IdentityToken identity, EphemeralKey key) {
    byte[] body =
        context
            .json()
            .write(
                Map.of(
                    "credentials",
                    Map.of("oidcIdentityToken", identity.value().reveal()),
                    "publicKeyRequest",
                    Map.of(
                        "publicKey",
                        Map.of("algorithm", "ECDSA", "content", key.pem()),
                        "proofOfPossession",
                        Base64.getEncoder()
                            .encodeToString(key.prove(subject(identity.claims()))))));
    HttpResponse response =
        context
            .http()
            .send(
                HttpRequest.post(
                        URI.create(url + "/api/v2/signingCert"),
                        "get a certificate from " + url.getHost())
                    .withAccept("application/json")
                    .withBody(HttpBody.json(body))
                    .redacting(identity.value())
                    .withResponseLimit(RESPONSE_LIMIT));
    ServiceErrors errors = new ServiceErrors("the certificate authority of Sigstore", context);
    if (!response.isSuccess()) {
      throw errors.of(
          response,
          "an identity token with the audience 'sigstore' of a CI system that the instance knows",
          "Check that the instance knows this CI system (docs/attestations.md). Otherwise publish"
              + " without attestations: --attestations none.");
    }
    try {
      return leaf(errors.parsed(response));
    } catch (JsonException e) {
      throw errors.malformed(response, e);
    }
  }

  /**
   * The subject as Fulcio names it: its issuers of the type "email" have users, all CI systems have
   * subjects.
   */
  private static String subject(Claims claims) {
    if (claims.text("email").isPresent() && claims.bool("email_verified").orElse(false)) {
      return claims.text("email").get();
    }
    return claims
        .text("sub")
        .orElseThrow(() ->
            Problem.of(ErrorCode.IDENTITY_MALFORMED, "The identity token has no subject.")
                .found("no claim 'sub'")
                .expected("an identity token of a CI job")
                .remedy("Publish without attestations: --attestations none.")
                .toException(Stage.ATTEST));
  }

  private static String leaf(JsonObject answer) {
    // A detached timestamp has no place in a bundle, so registries would reject it.
    List<String> chain =
        answer
            .object("signedCertificateEmbeddedSct")
            .flatMap(embedded -> embedded.object("chain"))
            .orElseThrow(() -> new JsonException("'signedCertificateEmbeddedSct' is missing"))
            .texts("certificates");
    if (chain.isEmpty()) {
      throw new JsonException("'certificates' is empty");
    }
    return chain.get(0);
  }
}
