package dev.trustedpublishing.provider.google;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URI;
import java.util.Map;

/**
 * The identity token of another service account, which the machine's own account requests (Google's
 * documentation of IAM Credentials, generateIdToken).
 *
 * @param server gives the access token of the machine's account
 * @param account the account to act as
 */
record Impersonation(MetadataServer server, String account) {
  private static final String IAM = "https://iamcredentials.googleapis.com";

  IdentityToken token(String audience) {
    SpiContext context = server.context();
    try (Secret accessToken = server.accessToken()) {
      HttpResponse response =
          new GoogleCall(context, "Google's IAM Credentials API")
              .send(request(audience, accessToken), "Retry the job; check proxies and firewalls.");
      if (!response.isSuccess()) {
        throw GoogleCall.answered(response, refused(response)).build();
      }
      String jwt = context.json().parse(response.body()).requireText("token");
      return context.readIdentityToken(Secret.of(jwt), IdentityToken.Supply.ON_REQUEST);
    } catch (JsonException e) {
      throw Problem.of(
              ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
              "Google's IAM Credentials API returned a malformed response.")
          .found(String.valueOf(e.getMessage()))
          .expected("a JSON object with the identity token in 'token'")
          .remedy("Retry the job; check https://status.cloud.google.com.")
          .toException(Stage.OBTAIN);
    }
  }

  private HttpRequest request(String audience, Secret accessToken) {
    // A metadata server on this machine is a test's, and so is its IAM.
    String iam = server.origin().isLoopback() ? server.origin().toString() : IAM;
    URI url = URI.create(iam + "/v1/projects/-/serviceAccounts/" + account + ":generateIdToken");
    byte[] body = server.context().json().write(Map.of("audience", audience, "includeEmail", true));
    return HttpRequest.post(url, "get an identity token of another service account")
        .withAccept("application/json")
        .withCredential(Credential.bearer(accessToken, Origin.of(url)))
        .withBody(HttpBody.json(body));
  }

  private Problem refused(HttpResponse response) {
    String shown = SafeText.shown(account);
    return Problem.of(
            ErrorCode.IDENTITY_PERMISSION_MISSING,
            "The account of this machine may not act as " + shown + ".")
        .found("HTTP status " + response.status())
        .expected("the role Service Account OpenID Connect Identity Token Creator on that account")
        .remedy(
            "Check that the account exists and that the machine has the scope cloud-platform, then:\n"
                + "gcloud services enable iamcredentials.googleapis.com\n"
                + "gcloud iam service-accounts add-iam-policy-binding "
                + shown
                + " --role=roles/iam.serviceAccountOpenIdTokenCreator"
                + " --member=serviceAccount:ACCOUNT-OF-THIS-MACHINE");
  }
}
