package dev.trustedpublishing.repository.pypi.index;

import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.pypi.distribution.PyPiArtifact;
import dev.trustedpublishing.repository.pypi.endpoint.RegistryEndpoints;
import dev.trustedpublishing.support.http.SameOriginGet;
import java.io.ByteArrayInputStream;

/**
 * {@code GET /simple/NAME/}: looks a file up in the simple index (Warehouse, api/simple.py). Yanked
 * files count as present, because their names can't be used again. The page is never kept in
 * memory, because it may be larger than the memory.
 *
 * @param endpoints the URLs of the index
 * @param context the context of the client
 */
public record IndexLookup(RegistryEndpoints endpoints, SpiContext context) {
  private static final String JSON = "application/vnd.pypi.simple.v1+json";

  /** Many indexes other than PyPI support the HTML form only (PEP 503). */
  private static final String ACCEPT =
      JSON + ", application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

  /** The largest pages of PyPI have a few MiB; a longer response is not a page of an index. */
  private static final int MAX_PAGE_SIZE = 64 << 20;

  /**
   * Checks once. "Absent" is the current state of the index, which may lag by minutes.
   *
   * @param artifact the artifact
   * @return the presence
   * @throws TrustedPublishingException if the index has an internal error and a retry can help
   */
  public Presence send(PyPiArtifact artifact) {
    IndexPage page = new IndexPage(artifact, context.json());
    HttpResponse answer =
        new SameOriginGet(context)
            .send(
                HttpRequest.get(
                        endpoints.simplePage(artifact.project()),
                        "look up " + artifact.filename() + " at " + endpoints.name())
                    .withAccept(ACCEPT)
                    .withHeader("Cache-Control", "no-cache")
                    .withResponseLimit(MAX_PAGE_SIZE)
                    .withBodyHandler(page::read));
    if (answer.status() == 404) {
      return endpoints.listsLikePyPi()
          ? new Presence.Absent()
          : new Presence.Unknown("the location of this index's file list is unknown");
    }
    if (answer.isTransientFailure()) {
      throw endpoints.errors(Stage.PUBLISH, context).general(answer).orElseThrow();
    }
    if (answer.isRedirect()) {
      return new Presence.Unknown("unexpected redirect, which is not followed");
    }
    if (answer.status() != 200) {
      return new Presence.Unknown("the index returned HTTP " + answer.status());
    }
    if (answer.isTruncated()) {
      return new Presence.Unknown(
          "the index page was truncated: it is longer than "
              + MAX_PAGE_SIZE
              + " bytes, or the temporary folder is full");
    }
    return page.presence()
        .orElseGet(() -> {
          // From a transport that ignores the handler and returns the body with the response.
          page.read(answer, new ByteArrayInputStream(answer.body()));
          return page.presence().orElseThrow();
        });
  }
}
