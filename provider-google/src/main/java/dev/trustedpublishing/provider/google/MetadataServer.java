package dev.trustedpublishing.provider.google;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Origin;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.spi.SpiContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The metadata server of a machine: plain HTTP by design, without a credential, in the machine's
 * own network (Google's documentation of the metadata server).
 *
 * @param origin its address
 * @param context sends the requests
 */
record MetadataServer(Origin origin, SpiContext context) {
  private static final String HOST = "metadata.google.internal";
  private static final String ADDRESS = "169.254.169.254";
  private static final String ACCOUNT = "/computeMetadata/v1/instance/service-accounts/default/";
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final String FLAVOR = "Metadata-Flavor";

  /** It answers within milliseconds; a machine without one must not wait for long. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final int RESPONSE_LIMIT = 96 * 1024;

  /**
   * Returns the server of the machine, or the one in the variable of Google's own libraries.
   *
   * @throws TrustedPublishingException {@code identity.bad-endpoint} if it is on another machine
   */
  static MetadataServer of(SpiContext context) {
    String host = context.environment().get(GoogleCloud.HOST_VARIABLE).orElse(HOST);
    try {
      Origin origin = Origin.of(URI.create("http://" + (host.equals(ADDRESS) ? HOST : host)));
      if (origin.isLoopback() || origin.equals(new Origin("http", HOST, 80))) {
        return new MetadataServer(origin, context);
      }
      throw badHost(host);
    } catch (IllegalArgumentException notAHost) {
      throw badHost(host);
    }
  }

  /** The body is the JWT and nothing else. */
  IdentityToken token(String audience) {
    HttpResponse response = get("identity?format=full&audience=" + encoded(audience));
    String text = new String(response.body(), StandardCharsets.UTF_8).strip();
    if (text.isEmpty() || text.startsWith("<")) {
      throw malformed(response, text.isEmpty() ? "an empty body" : "HTML", "the JWT alone");
    }
    return context.readIdentityToken(Secret.of(text), IdentityToken.Supply.ON_REQUEST);
  }

  /** The access token of the machine's account, with which it can act as another one. */
  Secret accessToken() {
    HttpResponse response = get("token?scopes=" + encoded(SCOPE));
    try {
      Secret token = Secret.of(context.json().parse(response.body()).requireText("access_token"));
      if (token.isHeaderSafe()) {
        return token;
      }
      throw malformed(response, "an access token with invalid characters", "a token");
    } catch (JsonException e) {
      throw malformed(
          response, String.valueOf(e.getMessage()), "a JSON object with 'access_token'");
    }
  }

  private HttpResponse get(String resource) {
    HttpResponse response =
        new GoogleCall(context, "the metadata server of this machine")
            .send(
                HttpRequest.get(
                        URI.create(origin + ACCOUNT + resource), "ask Google's metadata server")
                    .withHeader(FLAVOR, "Google")
                    .withTimeout(TIMEOUT)
                    .withResponseLimit(RESPONSE_LIMIT),
                "Run this on a machine of Google Cloud. Elsewhere, unset "
                    + GoogleCloud.ACCOUNT_VARIABLE
                    + " and "
                    + GoogleCloud.HOST_VARIABLE
                    + ", or set NO_GCE_CHECK=true.");
    if (response.status() == 404) {
      throw GoogleCall.answered(response, noAccount()).build();
    }
    if (!response.isSuccess()) {
      throw GoogleCall.answered(
              response,
              Problem.of(
                      ErrorCode.IDENTITY_REFUSED,
                      "Google's metadata server refused to issue a token.")
                  .found("HTTP status " + response.status())
                  .expected("a response to a request with " + FLAVOR + ": Google")
                  .remedy(
                      "Check that no proxy is between this job and " + origin + ", then retry."))
          .build();
    }
    if (!response.header(FLAVOR).equals(Optional.of("Google"))) {
      throw malformed(response, "no header " + FLAVOR, "a response of Google's metadata server");
    }
    return response;
  }

  private static Problem noAccount() {
    return Problem.of(
            ErrorCode.IDENTITY_PERMISSION_MISSING, "This machine of Google Cloud has no identity.")
        .found("HTTP status 404: no service account is attached to it")
        .expected("a machine with a service account")
        .remedy(
            "Attach one, for a virtual machine, for Cloud Run, for Cloud Build:\n"
                + "gcloud compute instances set-service-account MACHINE"
                + " --service-account=ACCOUNT --scopes=cloud-platform\n"
                + "gcloud run jobs update JOB --service-account=ACCOUNT\n"
                + "gcloud builds submit --service-account=ACCOUNT");
  }

  private static TrustedPublishingException malformed(
      HttpResponse response, String found, String expected) {
    return GoogleCall.answered(
            response,
            Problem.of(
                    ErrorCode.TEMPORARY_UNEXPECTED_ANSWER,
                    "Google's metadata server returned a malformed response.")
                .found(found)
                .expected(expected)
                .remedy("Check what answers at " + response.origin() + ", then retry the job."))
        .retryCanHelp()
        .build();
  }

  private static TrustedPublishingException badHost(String host) {
    return Problem.of(
            ErrorCode.IDENTITY_BAD_ENDPOINT,
            "The metadata server is not on this machine's network; nothing was sent.")
        .found(GoogleCloud.HOST_VARIABLE + "=" + SafeText.shown(host))
        .expected(HOST + ", or an address of this machine")
        .remedy("Unset " + GoogleCloud.HOST_VARIABLE + ", or find out what set it.")
        .toException(Stage.OBTAIN);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
