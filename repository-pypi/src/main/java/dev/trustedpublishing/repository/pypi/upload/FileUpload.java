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
   * Of the form that says most in a readable way to the one that says least (Pyramid,
   * httpexceptions.py).
   */
  private static final String ACCEPT = "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7";

  /**
   * Makes one upload attempt. A file that already exists with the same bytes is a success too; PyPI
   * does not tell the difference, and the body of its response returns nothing (Pyramid,
   * httpexceptions.py).
   *
   * @param artifact what is uploaded
   * @param token the API token
   * @param progress receives how many bytes of the file are sent; the form around it does not count
   * @return where people find the release
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
