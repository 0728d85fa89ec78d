package dev.trustedpublishing.repository.npm.packument;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.http.HttpRequest;
import dev.trustedpublishing.api.http.HttpResponse;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.api.spi.SpiContext;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.PackageName;
import java.net.URI;
import java.util.function.Function;

/**
 * {@code GET /NAME}: what the registry knows about a package. Asked without a credential, because
 * an API token of trusted publishing is for publishing only (npm CLI, lib/utils/oidc.js).
 *
 * @param registry the registry
 * @param context the context of the client
 */
public record PackumentLookup(RegistryAddress registry, SpiContext context) {
  /** The short form that installers read; some registries know the long one only. */
  private static final String ACCEPT =
      "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";

  /**
   * Of everything about a package: 8 MiB, which some packages with thousands of versions exceed.
   */
  private static final int MAX_LENGTH = 8 << 20;

  /** What came of asking. */
  public sealed interface Result {
    /** The registry knows this; nothing at all of a package that is not there. */
    record Known(Packument packument) implements Result {}

    /** The registry has an internal error, and asking again can help. */
    record Failed(HttpResponse answer) implements Result {}

    /** The registry does not tell. */
    record Untold(String reason) implements Result {}
  }

  /**
   * Makes one request for all versions.
   *
   * @param name the package
   * @return what came of it
   */
  public Result send(PackageName name) {
    return result(answer(registry.document(name), name), Packument::of);
  }

  /**
   * Asks for one version: the response is short, however many versions there are.
   *
   * @param artifact the version
   * @return what came of it; knows this version and no other
   */
  public Result send(NpmArtifact artifact) {
    URI url = URI.create(registry.document(artifact.name()) + "/" + artifact.release());
    return result(
        answer(url, artifact.name()), document -> Packument.of(artifact.version(), document));
  }

  /** Around all caches: {@code write=true} is how npm asks before it changes something. */
  private HttpResponse answer(URI url, PackageName name) {
    return context
        .http()
        .send(
            HttpRequest.get(URI.create(url + "?write=true"), "look up " + name + " at " + registry)
                .withAccept(ACCEPT)
                .withHeader("Cache-Control", "no-cache")
                .withResponseLimit(MAX_LENGTH));
  }

  private Result result(HttpResponse answer, Function<JsonObject, Packument> reader) {
    if (answer.status() == 404) {
      return new Result.Known(Packument.empty());
    }
    if (registry.errors(Stage.PUBLISH, context).isTransient(answer)) {
      return new Result.Failed(answer);
    }
    if (answer.status() != 200) {
      return new Result.Untold("the registry returned HTTP " + answer.status());
    }
    if (answer.isTruncated()) {
      return new Result.Untold(
          "the registry's document is longer than " + MAX_LENGTH + " bytes and was truncated");
    }
    try {
      return new Result.Known(reader.apply(context.json().parse(answer.body())));
    } catch (JsonException e) {
      return new Result.Untold(
          "the registry's document can't be read: "
              + SafeText.shown(String.valueOf(e.getMessage())));
    }
  }
}
