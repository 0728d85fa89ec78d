package dev.trustedpublishing.repository.pypi.upload;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.ApiToken;
import dev.trustedpublishing.api.artifact.ProgressListener;
import dev.trustedpublishing.api.artifact.Receipt;
import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import java.util.List;

/**
 * {@code POST} to the upload URL: the "legacy" upload API (Warehouse, forklift/legacy.py).
 *
 * @param endpoints the URLs of the index
 * @param context the context of the client
 */
public record FileUpload(RegistryEndpoints endpoints, SpiContext context) {
  /**
   * From the most detailed readable form to the least detailed one (Pyramid, httpexceptions.py).
   */
  private static final String ACCEPT = "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7";

  /**
   * Uploads the file once. A file that already exists with the same bytes is a success too; PyPI
   * returns the same response for both, and its body has no useful content (Pyramid,
   * httpexceptions.py).
   *
   * @param artifact the file to upload
   * @param token the API token
   * @param progress receives the number of sent bytes of the file, without the rest of the form
   * @return the web page of the release
   * @throws TrustedPublishingException if the index rejects it
   */
  public Receipt send(PyPiArtifact artifact, ApiToken token, ProgressListener progress) {
    long size = artifact.file().size();
    HttpRequest call =
        HttpRequest.post(
                endpoints.upload(), "upload " + artifact.filename() + " to " + endpoints.name())
            .withAccept(ACCEPT)
            .withCredential(token.credential())
            .withBody(form(artifact, size))
            .withProgress(sent -> progress.progressed(artifact, sent, size));
    HttpResponse answer = context.http().send(call);
    if (answer.isSuccess()) {
      return new Receipt(endpoints.releasePage(artifact.project(), artifact.pythonVersion()));
    }
    throw new UploadErrors(endpoints, endpoints.errors(Stage.PUBLISH, context))
        .of(answer, artifact);
  }

  private static HttpBody form(PyPiArtifact artifact, long size) {
    return new HttpBody.Form(
        artifact.formFields(),
        List.of(
            new HttpBody.FilePart(
                "content", artifact.filename(), size, () -> artifact.file().open())));
  }
}
