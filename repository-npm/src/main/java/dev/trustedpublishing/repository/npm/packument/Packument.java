package dev.trustedpublishing.repository.npm.packument;

import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.Presence;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.npm.model.Digests;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.PackageVersion;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * The document of a package: all of its versions (npm CLI, lib/commands/publish.js).
 *
 * @param versions version to presence
 */
public record Packument(JsonObject versions) {

  /** Returns the document of a package that does not exist. */
  static Packument empty() {
    return new Packument(JsonObject.of(Map.of()));
  }

  /**
   * Reads the document.
   *
   * @param document the whole response
   * @return the parsed document
   * @throws JsonException if it is not the document of a package
   */
  static Packument of(JsonObject document) {
    return new Packument(
        document.object("versions").orElseThrow(() -> new JsonException("'versions' is missing")));
  }

  /**
   * Reads the document of one version.
   *
   * @param version the version
   * @param document the whole response
   * @return the parsed document
   * @throws JsonException if it is about something else
   */
  static Packument of(String version, JsonObject document) {
    if (!document.requireText("version").equals(version)) {
      throw new JsonException("'version' differs");
    }
    return new Packument(JsonObject.of(Map.of(version, document.members())));
  }

  /**
   * Looks for a version, and compares its content with ours.
   *
   * @param artifact the version that is looked for
   * @return whether it exists
   */
  public Presence find(NpmArtifact artifact) {
    try {
      Optional<JsonObject> version = versions.object(artifact.version());
      return version.isEmpty()
          ? new Presence.Absent()
          : compare(version.get().object("dist"), artifact.tarball().digests());
    } catch (JsonException e) {
      return new Presence.Unknown(
          "the registry's data about the version can't be read: " + SafeText.reason(e));
    }
  }

  /** The highest version that {@code latest} could point to: no prerelease, not deprecated. */
  public Optional<PackageVersion> highestStable() {
    return versions.names().stream()
        .filter(version -> !isDeprecated(version))
        .flatMap(version -> PackageVersion.clean(version).stream())
        .filter(version -> !version.isPrerelease())
        .max(Comparator.naturalOrder());
  }

  private boolean isDeprecated(String version) {
    Object deprecated =
        versions.object(version).map(known -> known.members().get("deprecated")).orElse(null);
    return deprecated != null && !deprecated.equals(false) && !deprecated.equals("");
  }

  private static Presence compare(Optional<JsonObject> dist, Digests ours) {
    Optional<String> integrity = dist.flatMap(known -> known.text("integrity"));
    Optional<String> sha512 = integrity.flatMap(Packument::sha512);
    if (sha512.isPresent()) {
      return sha512.get().equals(ours.integrity())
          ? new Presence.SameContent()
          : new Presence.OtherContent(SafeText.shown(sha512.get()));
    }
    // Versions from before 2017 have only a SHA-1. Equal SHA-1 proves nothing.
    Optional<String> sha1 = dist.flatMap(known -> known.text("shasum"));
    return sha1.isPresent() && !sha1.get().equalsIgnoreCase(ours.sha1())
        ? new Presence.OtherContent("sha1-" + SafeText.shown(sha1.get()))
        : new Presence.Unknown("the registry has the version but no SHA-512 for it");
  }

  /** One of several digests, with options after a question mark (Subresource Integrity). */
  private static Optional<String> sha512(String integrity) {
    return Arrays.stream(integrity.split("\\s+", -1))
        .filter(digest -> digest.startsWith("sha512-"))
        .map(digest -> digest.replaceFirst("\\?.*", ""))
        .findFirst();
  }
}
