package dev.trustedpublishing.testkit.registry.npm.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A version that the registry accepted, published or staged. Immutable.
 *
 * @param packageName the name of its package
 * @param version the version
 * @param tag its dist-tag
 * @param access {@code public}, {@code restricted}, or null to keep what the package has
 * @param document the document as it was sent, without the data of its attachments; not to be
 *     changed
 * @param tarball the path of its tarball, which exists until the registry is closed
 * @param size the size of the tarball in bytes
 * @param integrity {@code sha512-} and the base64 of the tarball's SHA-512
 * @param shasum the tarball's SHA-1, in lower-case hex
 * @param provenance the Sigstore bundle that came with it, as it was sent
 * @param acceptedAt when it was accepted
 */
public record Publication(
    String packageName,
    String version,
    String tag,
    @Nullable String access,
    JsonNode document,
    Path tarball,
    long size,
    String integrity,
    String shasum,
    Optional<String> provenance,
    Instant acceptedAt) {

  /**
   * Returns the version's own part of the document.
   *
   * @return what was sent below {@code versions}; not to be changed
   */
  public JsonNode manifest() {
    return document.path("versions").path(version);
  }

  /**
   * Returns a copy with another path of the tarball.
   *
   * @param content the path of the tarball
   * @return the copy
   */
  public Publication at(Path content) {
    return new Publication(
        packageName,
        version,
        tag,
        access,
        document,
        content,
        size,
        integrity,
        shasum,
        provenance,
        acceptedAt);
  }

  /**
   * Returns the name of its package.
   *
   * @return the name
   */
  public PackageName name() {
    return new PackageName(packageName);
  }

  /**
   * Returns the name of the tarball in the registry, without the scope, which precedes it in the
   * path.
   *
   * @return the file name
   */
  public String filename() {
    return name().bare() + "-" + version + ".tgz";
  }
}
