package dev.trustedpublishing.provider.google;

import dev.trustedpublishing.api.CiEnvironment;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityRequest;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.spi.Detection;
import dev.trustedpublishing.api.spi.IdentityProvider;
import dev.trustedpublishing.api.spi.SpiContext;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Google Cloud: Cloud Build, Cloud Run, GKE, virtual machines. The metadata server of the machine
 * issues a new identity token of its service account for any audience; with {@code
 * GOOGLE_SERVICE_ACCOUNT_NAME}, the token of another service account, which this one may
 * impersonate.
 *
 * <p>The provider identifies a machine and not a CI system, so it is used only if no CI system is
 * detected, or if it is selected by its id. Stateless and thread-safe.
 */
public final class GoogleCloud implements IdentityProvider {
  static final String HOST_VARIABLE = "GCE_METADATA_HOST";
  static final String ACCOUNT_VARIABLE = "GOOGLE_SERVICE_ACCOUNT_NAME";
  private static final String OFF_VARIABLE = "NO_GCE_CHECK";
  private static final String ISSUER = "https://accounts.google.com";

  /** A file of the machine, which is among the variables under its path. */
  private static final String PRODUCT_NAME = "/sys/class/dmi/id/product_name";

  private static final List<String> PRODUCTS = List.of("Google Compute Engine", "Google");

  /** A mail address, or the number of an account; it becomes a part of a path. */
  private static final Pattern ACCOUNT =
      Pattern.compile("[a-z0-9][a-z0-9.-]{0,100}@[a-z0-9.-]{1,200}|[0-9]{10,30}");

  /** Creates the provider; for {@link java.util.ServiceLoader}. */
  public GoogleCloud() {}

  @Override
  public String id() {
    return "google";
  }

  @Override
  public Detection detect(CiEnvironment environment) {
    Optional<String> account = environment.get(ACCOUNT_VARIABLE);
    boolean isHere =
        account.isPresent()
            || environment.get(HOST_VARIABLE).isPresent()
            || PRODUCTS.stream().anyMatch(product -> environment.is(PRODUCT_NAME, product));
    if (!isHere || environment.is(OFF_VARIABLE, "true")) {
      return new Detection.Absent(PRODUCT_NAME + "=" + PRODUCTS.get(0));
    }
    return account
        .filter(name -> !ACCOUNT.matcher(name).matches())
        .<Detection>map(name -> new Detection.Misconfigured("Google Cloud", notAnAccount(name)))
        .orElseGet(() -> new Detection.Available("Google Cloud"));
  }

  @Override
  public IdentityToken obtain(IdentityRequest request, SpiContext context) {
    CiEnvironment environment = context.environment();
    if (detect(environment) instanceof Detection.Misconfigured misconfigured) {
      throw TrustedPublishingException.builder(Stage.OBTAIN, misconfigured.problem()).build();
    }
    MetadataServer server = MetadataServer.of(context);
    IdentityToken token =
        environment
            .get(ACCOUNT_VARIABLE)
            .map(account -> new Impersonation(server, account).token(request.audience()))
            .orElseGet(() -> server.token(request.audience()));
    requireGoogle(token.claims(), server);
    return token;
  }

  /** A name server could send the plain request to any machine. */
  private static void requireGoogle(Claims claims, MetadataServer server) {
    String issuer = claims.issuer().orElse("none");
    if (!issuer.equals(ISSUER) && !server.origin().isLoopback()) {
      throw TrustedPublishingException.builder(
              Stage.OBTAIN,
              Problem.of(
                      ErrorCode.IDENTITY_WRONG_ISSUER,
                      "The identity token was not issued by Google.")
                  .found("issuer " + SafeText.shown(issuer))
                  .expected("issuer " + ISSUER)
                  .remedy(
                      "Find out what answers at "
                          + server.origin()
                          + " instead of the metadata server: a proxy, a name server, or "
                          + HOST_VARIABLE
                          + "."))
          .presentedClaims(claims.presentable())
          .build();
    }
  }

  private static Problem notAnAccount(String value) {
    return Problem.of(
            ErrorCode.IDENTITY_PERMISSION_MISSING,
            "The service account to impersonate is not a mail address.")
        .found(ACCOUNT_VARIABLE + "=" + SafeText.shown(value))
        .expected("the mail address of a service account: NAME@PROJECT.iam.gserviceaccount.com")
        .remedy(
            "Correct the variable, or remove it to use the service account of the machine. This"
                + " lists the accounts:\n"
                + "gcloud iam service-accounts list");
  }
}
