package dev.trustedpublishing.repository.npm.publish;

import dev.trustedpublishing.api.AttemptOutcome;
import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.Attestations;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.http.Credential;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.PublishConfig;
import dev.trustedpublishing.repository.npm.model.PublishOptions;
import dev.trustedpublishing.support.http.HttpErrorMapper;
import java.util.Optional;

/**
 * {@code PUT /NAME}, or {@code POST /-/stage/package/NAME}: sends a version as one document
 * (libnpmpublish, lib/publish.js).
 *
 * @param registry the registry
 * @param delivery how the version gets to the registry
 * @param context the context of the client
 */
public record PackageUpload(
    RegistryAddress registry, PublishOptions.Delivery delivery, SpiContext context) {
  /**
   * Uploads the package once, after checking what already exists.
   *
   * @param artifact the version
   * @param token the token of its package
   * @param progress receives how many bytes of the tarball are sent; the data around it and the
   *     growth by Base64 do not count
   * @return the receipt; the web page can't be derived from the address of an npm registry
   * @throws TrustedPublishingException if the registry rejects it
   */
  public Receipt send(NpmArtifact artifact, ApiToken token, ProgressListener progress) {
    requireWantedProvenance(artifact);
    new PublishPrecheck(registry, context).check(artifact);
    PublishDocument document = PublishDocument.of(artifact, registry, context.json());
    long size = artifact.file().size();
    HttpRequest call =
        call(artifact)
            .withAccept("application/json")
            .withBody(document.body())
            .withProgress(sent -> progress.progressed(artifact, document.tarballBytes(sent), size));
    HttpErrorMapper failures = registry.errors(Stage.PUBLISH, context);
    HttpResponse answer = send(call, token);
    if (!answer.isSuccess()) {
      throw new UploadErrors(registry, failures).of(answer, artifact);
    }
    JsonObject body = understood(failures, answer);
    if (delivery == PublishOptions.Delivery.STAGE) {
      warnAboutStage(artifact, body);
    }
    return new Receipt(Optional.empty());
  }

  /** The plan accepts its absence if this run makes it; that may have failed. */
  private void requireWantedProvenance(NpmArtifact artifact) {
    if (context.attestations() != Attestations.NONE
        && artifact.provenance().isEmpty()
        && PublishConfig.of(artifact.manifest()).wantsProvenance()) {
      throw Problem.of(
              ErrorCode.PUBLISH_ATTESTATION_MISSING,
              artifact.id() + " was not published: it has no provenance.")
          .found("\"provenance\": true in its publishConfig, and no bundle")
          .expected("provenance that this run made; the warning before says why it did not")
          .remedy("Do what the warning says. Or publish without it: --attestations none.")
          .toException(Stage.PUBLISH);
    }
  }

  private HttpRequest call(NpmArtifact artifact) {
    String what = artifact.id() + " at " + registry;
    return delivery == PublishOptions.Delivery.STAGE
        ? HttpRequest.post(registry.stage(artifact.name()), "stage " + what)
        : HttpRequest.of("PUT", registry.document(artifact.name()), "publish " + what);
  }

  /**
   * A stored token is sent as a bearer token too: npm registries do not accept user names with it.
   */
  private HttpResponse send(HttpRequest call, ApiToken token) {
    Credential bearer = Credential.bearer(token.value(), call.origin());
    return context.http().send(call.withCredential(bearer));
  }

  /**
   * A login page has status 200 too: then only a lookup of the package can determine the result.
   */
  private JsonObject understood(HttpErrorMapper failures, HttpResponse answer) {
    Optional<JsonObject> body = failures.json(answer);
    boolean refused =
        body.filter(said -> Boolean.FALSE.equals(said.members().get("success"))).isPresent();
    if (body.isEmpty() || refused) {
      throw failures
          .unexpected(
              answer,
              refused ? "'success' is false" : "not a JSON object",
              "a JSON object that reports success")
          .outcome(AttemptOutcome.AMBIGUOUS)
          .build();
    }
    return body.get();
  }

  private void warnAboutStage(NpmArtifact artifact, JsonObject body) {
    Object id = body.members().get("stageId");
    String stage = id instanceof String text ? SafeText.shown(text) : "(not named)";
    context.warn(
        Problem.of(
                ErrorCode.PUBLISH_AWAITS_APPROVAL,
                artifact.id() + " is staged: it can't be installed yet.")
            .found("stage id " + stage)
            .expected("approval by a maintainer")
            .remedy("Review it and approve it: npm stage approve " + stage));
  }
}
