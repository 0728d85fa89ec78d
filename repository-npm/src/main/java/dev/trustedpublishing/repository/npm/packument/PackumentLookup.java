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
 * {@code GET /NAME}: looks a package up. Sent without a credential, because an API token of trusted
 * publishing is for publishing only (npm CLI, lib/utils/oidc.js).
 *
 * @param registry the registry
 * @param context the context of the client
 */
public record PackumentLookup(RegistryAddress registry, SpiContext context) {
  /** The short form that installers read; some registries support only the long one. */
  private static final String ACCEPT =
      "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";

  /**
   * The limit of a package's document: 8 MiB, which some packages with thousands of versions
   * exceed.
   */
  private static final int MAX_LENGTH = 8 << 20;

  /** The result of a lookup. */
  public sealed interface Result {
    /** The document; empty if the package does not exist. */
    record Known(Packument packument) implements Result {}

    /** The registry has an internal error, and a retry can help. */
    record Failed(HttpResponse answer) implements Result {}

    /** The registry did not return a usable document. */
    record Untold(String reason) implements Result {}
  }

  /**
   * Requests all versions once.
   *
   * @param name the package
   * @return the result
   */
  public Result send(PackageName name) {
    return result(answer(registry.document(name), name), Packument::of);
  }

  /**
   * Requests one version: the response is short, however many versions exist.
   *
   * @param artifact the version
   * @return the result, which contains this version only
   */
  public Result send(NpmArtifact artifact) {
    URI url = URI.create(registry.document(artifact.name()) + "/" + artifact.release());
    return result(
        answer(url, artifact.name()), document -> Packument.of(artifact.version(), document));
  }

  /** Bypasses caches: npm sends {@code write=true} before a change. */
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
      return new Result.Untold("the registry's document can't be read: " + SafeText.reason(e));
    }
  }
}
