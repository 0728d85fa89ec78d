package dev.trustedpublishing.testkit.registry.npm.packument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trustedpublishing.testkit.http.Answer;
import dev.trustedpublishing.testkit.http.Request;
import dev.trustedpublishing.testkit.registry.npm.model.PackageName;
import dev.trustedpublishing.testkit.registry.npm.model.Publication;
import dev.trustedpublishing.testkit.registry.npm.model.Times;
import dev.trustedpublishing.testkit.registry.npm.provenance.SigstoreBundle;
import dev.trustedpublishing.testkit.registry.npm.token.IssuedTokens;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The documents about packages that installers and publishers read. */
public final class Packuments {

  private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";
  private static final String ATTESTATIONS = "/-/npm/v1/attestations/";

  /**
   * The fields of a version in the abbreviated form, which are those for resolving dependencies.
   */
  private static final List<String> ABBREVIATED_FIELDS =
      List.of(
          "name",
          "version",
          "deprecated",
          "dependencies",
          "optionalDependencies",
          "devDependencies",
          "bundleDependencies",
          "peerDependencies",
          "peerDependenciesMeta",
          "acceptDependencies",
          "bin",
          "directories",
          "dist",
          "engines",
          "cpu",
          "os",
          "libc",
          "funding",
          "hasInstallScript",
          "_hasShrinkwrap");

  private final String base;
  private final PackageStore store;
  private final IssuedTokens tokens;
  private final JsonMapper json = new JsonMapper();

  public Packuments(URI base, PackageStore store, IssuedTokens tokens) {
    this.base = base.toString();
    this.store = store;
    this.tokens = tokens;
  }

  /**
   * {@code GET /<name>}: the complete document, or the form that the {@code Accept} header
   * requests.
   */
  public Answer packument(Request request, PackageName name) {
    return found(request, name)
        .map(stored ->
            request.header("Accept").orElse("").contains(ABBREVIATED)
                ? Answer.json(200, ABBREVIATED, abbreviated(stored))
                : Answer.json(200, full(stored)))
        .orElseGet(Packuments::notFound)
        .withHeader("Vary", "Accept");
  }

  /** {@code GET /<name>/<version or tag>}. */
  public Answer manifest(Request request, PackageName name, String versionOrTag) {
    return found(request, name)
        .flatMap(stored -> {
          Map<String, Publication> versions = stored.versions();
          String version = stored.tags().getOrDefault(versionOrTag, versionOrTag);
          return Optional.ofNullable(versions.get(version));
        })
        .map(publication -> Answer.json(200, manifest(publication)))
        .orElseGet(() -> Answer.json(404, "version not found: " + versionOrTag));
  }

  /** {@code GET /<name>/-/<file>}. */
  public Answer tarball(Request request, PackageName name, String filename) {
    return found(request, name).stream()
        .flatMap(stored -> stored.versions().values().stream())
        .filter(publication -> publication.filename().equals(filename))
        .findFirst()
        .map(publication -> Answer.file("application/octet-stream", publication.tarball()))
        .orElseGet(Packuments::notFound);
  }

  /** {@code GET /-/package/<name>/dist-tags}. */
  public Answer tags(Request request, PackageName name) {
    return found(request, name)
        .map(stored -> Answer.json(200, stored.tags()))
        .orElseGet(Packuments::notFound);
  }

  /**
   * {@code GET /-/package/<name>/visibility}: callers who can't see a package receive the response
   * for an absent one.
   */
  public Answer visibility(Request request, PackageName name) {
    return store
        .find(name, tokens.caller(request))
        .map(stored -> Answer.json(200, Map.of("public", stored.isPublic())))
        .orElseGet(Packuments::notFound);
  }

  /**
   * {@code GET /-/npm/v1/attestations/<name>@<version>}: the attestations that were published with
   * the version, without the publish attestation that the real registry adds.
   */
  public Answer attestations(Request request, String nameAndVersion) {
    int at = nameAndVersion.lastIndexOf('@');
    return PackageName.any(nameAndVersion.substring(0, Math.max(at, 0)))
        .flatMap(name -> found(request, name))
        .map(stored -> stored.versions().get(nameAndVersion.substring(at + 1)))
        .flatMap(Publication::provenance)
        .map(SigstoreBundle::parse)
        .map(bundle ->
            Answer.json(
                200,
                Map.of(
                    "attestations",
                    List.of(
                        Map.of(
                            "predicateType",
                            bundle.statement().path("predicateType").asText(),
                            "bundle",
                            bundle.json())))))
        .orElseGet(Packuments::notFound);
  }

  public static Answer notFound() {
    return Answer.json(404, Map.of("error", "Not found"));
  }

  /** A package without any published version is reported as absent. */
  private Optional<StoredPackage> found(Request request, PackageName name) {
    return store.find(name, tokens.caller(request)).filter(StoredPackage::everPublished);
  }

  private ObjectNode full(StoredPackage stored) {
    ObjectNode packument = json.createObjectNode();
    packument.put("_id", stored.name().value());
    packument.put("name", stored.name().value());
    packument.set("dist-tags", json.valueToTree(stored.tags()));
    ObjectNode versions = packument.putObject("versions");
    stored
        .versions()
        .forEach((version, publication) -> versions.set(version, manifest(publication)));
    ObjectNode times = packument.putObject("time");
    times.put("created", Times.write(Collections.min(stored.times().values())));
    times.put("modified", Times.write(Collections.max(stored.times().values())));
    stored.times().forEach((version, time) -> times.put(version, Times.write(time)));
    // "readme" and the like of a package are those of its latest version.
    JsonNode latest = versions.path(stored.tags().getOrDefault("latest", ""));
    for (String field : List.of("description", "readme", "readmeFilename", "license")) {
      if (latest.has(field)) {
        packument.set(field, latest.path(field));
      }
    }
    return packument;
  }

  private ObjectNode abbreviated(StoredPackage stored) {
    ObjectNode packument = json.createObjectNode();
    packument.put("name", stored.name().value());
    packument.put("modified", Times.write(Collections.max(stored.times().values())));
    packument.set("dist-tags", json.valueToTree(stored.tags()));
    ObjectNode versions = packument.putObject("versions");
    stored
        .versions()
        .forEach((version, publication) ->
            versions.set(version, manifest(publication).retain(ABBREVIATED_FIELDS)));
    return packument;
  }

  /** The version as it was sent, with the fields that the registry sets. */
  private ObjectNode manifest(Publication publication) {
    ObjectNode manifest = publication.manifest().deepCopy();
    ObjectNode dist = manifest.withObject("/dist");
    dist.put("tarball", base + "/" + publication.packageName() + "/-/" + publication.filename());
    publication
        .provenance()
        .map(SigstoreBundle::parse)
        .ifPresent(bundle -> {
          ObjectNode attestations = dist.putObject("attestations");
          attestations.put(
              "url",
              base + ATTESTATIONS + publication.name().escaped() + "@" + publication.version());
          attestations
              .putObject("provenance")
              .set("predicateType", bundle.statement().path("predicateType"));
        });
    return manifest;
  }
}
