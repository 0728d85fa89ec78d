package dev.trustedpublishing.repository.npm.publish;

import dev.trustedpublishing.api.http.HttpBody;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.repository.npm.config.RegistryAddress;
import dev.trustedpublishing.repository.npm.model.NpmArtifact;
import dev.trustedpublishing.repository.npm.model.ProvenanceBundle;
import dev.trustedpublishing.repository.npm.options.Access;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON document that a version is published with (libnpmpublish, lib/publish.js).
 * Everything but the tarball is small and is in memory; the tarball is read and encoded while it is
 * sent, right between the two quotes that are left open for it.
 *
 * @param before the document up to the tarball's first character
 * @param size the tarball's size in bytes
 * @param content opens the tarball
 * @param after the document after the tarball's last character
 */
public record PublishDocument(String before, long size, HttpBody.Source content, String after) {
  /** The end of the document after the tarball. */
  private static final String OPEN_TEXT = "\"\"}}";

  /**
   * Writes the document of a package.
   *
   * @param artifact the package, with what attests it
   * @param registry the registry
   * @param json the writer of JSON
   * @return the document
   */
  public static PublishDocument of(NpmArtifact artifact, RegistryAddress registry, Json json) {
    String root = text(json.write(root(artifact, registry)));
    long size = artifact.file().size();
    String tarball = attachment(artifact, ".tgz", "application/octet-stream", size, "", json);
    String before =
        root.substring(0, root.length() - 1)
            + ",\"_attachments\":"
            + tarball.substring(0, tarball.length() - OPEN_TEXT.length() + 1);
    String bundle =
        artifact.provenance().map(ready -> "," + bundle(artifact, ready, json)).orElse("");
    return new PublishDocument(before, size, () -> artifact.file().open(), "\"}" + bundle + "}}");
  }

  /** The document as it is sent; its length is exact. */
  public HttpBody body() {
    return new HttpBody.Stream(
        "application/json",
        bytes(before).length + Base64Stream.lengthOf(size) + bytes(after).length,
        this::open);
  }

  /** How many bytes of the tarball are sent when so many of the document are. */
  long tarballBytes(long sent) {
    return Math.max(0, Math.min(size, (sent - bytes(before).length) / 4 * 3));
  }

  private InputStream open() throws IOException {
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                new ByteArrayInputStream(bytes(before)),
                new Base64Stream(content.open()),
                new ByteArrayInputStream(bytes(after)))));
  }

  private static Map<String, @Nullable Object> root(
      NpmArtifact artifact, RegistryAddress registry) {
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    root.put("_id", artifact.packageName());
    root.put("name", artifact.packageName());
    Object description = artifact.manifest().members().get("description");
    if (description instanceof String) {
      root.put("description", description);
    }
    root.put("dist-tags", Map.of(artifact.tag().name(), artifact.version()));
    root.put(
        "versions", Map.of(artifact.version(), new VersionDocument(artifact, registry).members()));
    // Null keeps the access of the package.
    root.put("access", artifact.access().map(Access::toString).orElse(null));
    return root;
  }

  /** The bundle as a text within the text, and not as Base64 (libnpmpublish, lib/publish.js). */
  private static String bundle(NpmArtifact artifact, ProvenanceBundle bundle, Json json) {
    String object =
        attachment(
            artifact, ".sigstore", bundle.mediaType(), bundle.json().length(), bundle.json(), json);
    return object.substring(1, object.length() - 1);
  }

  /** An object with one attachment, whose data is its last member. */
  private static String attachment(
      NpmArtifact artifact, String suffix, String type, long length, String data, Json json) {
    Map<String, Object> attachment = new LinkedHashMap<>();
    attachment.put("content_type", type);
    attachment.put("length", length);
    attachment.put("data", data);
    return text(
        json.write(Map.of(artifact.packageName() + "-" + artifact.version() + suffix, attachment)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
