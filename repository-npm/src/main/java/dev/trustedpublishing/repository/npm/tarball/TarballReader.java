package dev.trustedpublishing.repository.npm.tarball;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.artifact.ArtifactFile;
import dev.trustedpublishing.api.json.Json;
import dev.trustedpublishing.api.json.JsonException;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.repository.npm.model.Digests;
import dev.trustedpublishing.repository.npm.model.Readme;
import dev.trustedpublishing.repository.npm.model.Tarball;
import dev.trustedpublishing.support.file.ArchiveFile;
import dev.trustedpublishing.support.file.InvalidFileException;
import dev.trustedpublishing.support.file.TarGzipReader;
import dev.trustedpublishing.support.file.TarMember;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a packed package in one pass: its package.json, its README, and all digests. Single use.
 */
public final class TarballReader {
  private static final String MANIFEST = "package.json";
  private static final int MAX_MANIFEST_SIZE = 1 << 20;
  private static final int MAX_README_SIZE = 1 << 20;

  private final ArchiveFile file;
  private final Json json;
  private final TarMembers members;
  private byte @Nullable [] manifest;
  private @Nullable Readme readme;

  public TarballReader(ArchiveFile file, Json json) {
    this.file = file;
    this.json = json;
    this.members = new TarMembers(file);
  }

  /**
   * Reads the whole file.
   *
   * @return what is in it
   * @throws InvalidFileException if it is not a package
   * @throws dev.trustedpublishing.api.TrustedPublishingException if the file can't be read
   */
  public Tarball read() throws InvalidFileException {
    Digests.Meter meter = new Digests.Meter();
    ArtifactFile hashed;
    try {
      hashed =
          ArtifactFile.read(
              file.path(),
              content -> {
                InputStream metered = meter.over(content);
                members.visit(metered, this::take);
                metered.transferTo(OutputStream.nullOutputStream());
              });
    } catch (IOException e) {
      throw file.damaged("the tar.gz archive can't be read.", e);
    }
    return new Tarball(
        hashed, meter.result(), parsed(), Optional.ofNullable(readme), members.outside());
  }

  /**
   * Reads as far as the package.json and no further, to determine what the package is.
   *
   * @return the package.json
   * @throws InvalidFileException if there is none
   * @throws IOException if the file can't be read
   */
  public JsonObject readManifest() throws InvalidFileException, IOException {
    try (InputStream content = Files.newInputStream(file.path())) {
      members.visit(
          content,
          (member, manifest) ->
              member.path().equals(MANIFEST)
                  ? takeManifest(member.size(), manifest)
                  : TarGzipReader.Next.CONTINUE);
    }
    return parsed();
  }

  private TarGzipReader.Next take(TarMember member, InputStream content)
      throws InvalidFileException, IOException {
    String path = member.path();
    if (path.equals(MANIFEST)) {
      takeManifest(member.size(), content);
    } else if (isReadme(path) && isBetter(path) && member.size() <= MAX_README_SIZE) {
      // What is not UTF-8 is shown with replacements, as everywhere.
      readme = new Readme(path, new String(content.readAllBytes(), StandardCharsets.UTF_8));
    }
    return TarGzipReader.Next.CONTINUE;
  }

  private TarGzipReader.Next takeManifest(long size, InputStream content)
      throws InvalidFileException, IOException {
    if (size > MAX_MANIFEST_SIZE) {
      throw file.invalid(
          "its package.json has "
              + size
              + " bytes; at most "
              + MAX_MANIFEST_SIZE
              + " are allowed.");
    }
    manifest = content.readAllBytes();
    return TarGzipReader.Next.STOP;
  }

  private JsonObject parsed() throws InvalidFileException {
    if (manifest == null) {
      throw file.invalid(
          members.outside().contains(MANIFEST)
              ? "its package.json is in no folder; npm drops the first part of every path and would"
                  + " install an empty folder."
              : "it has no package.json in its top folder.");
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(manifest)).toString();
      String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return json.parse(withoutMark.getBytes(StandardCharsets.UTF_8));
    } catch (CharacterCodingException e) {
      throw badJson("not UTF-8", e);
    } catch (JsonException e) {
      throw badJson(String.valueOf(e.getMessage()), e);
    }
  }

  private InvalidFileException badJson(String found, Exception cause) {
    return new InvalidFileException(
        file.problem(ErrorCode.PUBLISH_INVALID_METADATA, "its package.json can't be read.")
            .found(SafeText.shown(found))
            .expected("one JSON object, in UTF-8, without comments and without duplicate names")
            .remedy("Correct the package.json, and pack it again."),
        cause);
  }

  private static boolean isReadme(String path) {
    return path.toLowerCase(Locale.ROOT).matches("readme(\\.[^/]*)?");
  }

  /** Markdown is preferred, as npm does; otherwise the first one. */
  private boolean isBetter(String path) {
    return readme == null || (isMarkdown(path) && !isMarkdown(readme.filename()));
  }

  private static boolean isMarkdown(String path) {
    return path.toLowerCase(Locale.ROOT).matches(".*\\.(md|markdown|mkdn?|mdown)");
  }
}
