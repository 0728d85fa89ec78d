package dev.trustedpublishing.api.artifact;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file as it was when it was planned. The same bytes must be sent later: {@link #open()} returns
 * a stream that never returns the last byte of different content. Immutable.
 *
 * @param path the path of the file
 * @param size its size in bytes
 * @param modified when it was last modified
 * @param sha256 the SHA-256 of its content, 64 lower-case hex digits
 */
public record ArtifactFile(Path path, long size, FileTime modified, String sha256) {

  /**
   * Reads the content of a file while it is hashed.
   *
   * @param <X> what it throws for invalid content
   */
  @FunctionalInterface
  public interface ContentReader<X extends Exception> {
    /**
     * Reads as much as it needs.
     *
     * @param content the content from its start; closing it does nothing
     * @throws IOException if the content can't be understood: the caller of {@link
     *     ArtifactFile#read(Path, ContentReader)} receives it unchanged
     * @throws X if the content is invalid
     */
    void read(InputStream content) throws IOException, X;
  }

  /**
   * Reads a file once, from beginning to end, and records size, time, and digest.
   *
   * @param path the file
   * @return the file as it is now
   * @throws TrustedPublishingException {@code usage.artifact-unreadable} if it is not a regular
   *     file or can't be read
   */
  public static ArtifactFile read(Path path) {
    try {
      return read(path, content -> {});
    } catch (IOException e) {
      throw unreadable(Stage.PLAN, path, e);
    }
  }

  /**
   * Reads a file once, as {@link #read(Path)} does, and passes the content to a reader: what the
   * reader does not read is hashed afterwards.
   *
   * @param path the file
   * @param reader reads the content
   * @param <X> what the reader throws for invalid content
   * @return the file as it is now
   * @throws IOException from the reader only: its error is not one of the file
   * @throws X from the reader; reading ends there
   * @throws TrustedPublishingException {@code usage.artifact-unreadable} if it is not a regular
   *     file or can't be read
   */
  public static <X extends Exception> ArtifactFile read(Path path, ContentReader<X> reader)
      throws IOException, X {
    BasicFileAttributes attributes = attributes(Stage.PLAN, path);
    if (!attributes.isRegularFile()) {
      throw unreadable(
          Stage.PLAN, path, attributes.isDirectory() ? "a folder" : "not a regular file", null);
    }
    MessageDigest digest = sha256Digest();
    try (InputStream file = opened(Stage.PLAN, path)) {
      HashingStream content = new HashingStream(path, file, digest, attributes.size());
      reader.read(content);
      content.drain();
    }
    return new ArtifactFile(
        path,
        attributes.size(),
        attributes.lastModifiedTime(),
        HexFormat.of().formatHex(digest.digest()));
  }

  private static BasicFileAttributes attributes(Stage stage, Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (IOException e) {
      throw unreadable(stage, path, e);
    }
  }

  private static InputStream opened(Stage stage, Path path) {
    try {
      return Files.newInputStream(path);
    } catch (IOException e) {
      throw unreadable(stage, path, e);
    }
  }

  /**
   * Returns the file's name.
   *
   * @return the last part of the path
   */
  public String filename() {
    return String.valueOf(path.getFileName());
  }

  /**
   * Opens the content for sending. The stream hashes while it is read and returns the last bytes
   * only after the digest was verified, so that a changed file is never sent completely.
   *
   * @return a stream of exactly {@link #size()} bytes
   * @throws TrustedPublishingException {@code usage.artifact-changed} if size or time differ, and
   *     from the stream if the bytes differ; {@code usage.artifact-unreadable} if the file can't be
   *     read
   */
  public InputStream open() {
    BasicFileAttributes now = attributes(Stage.PUBLISH, path);
    if (now.size() != size) {
      throw changed("it had " + size + " bytes and has " + now.size() + " now");
    }
    if (!now.lastModifiedTime().equals(modified)) {
      throw changed("it was modified at " + now.lastModifiedTime());
    }
    return new VerifiedStream(this, opened(Stage.PUBLISH, path));
  }

  /**
   * Reads the file again to check that it is unchanged.
   *
   * @throws TrustedPublishingException {@code usage.artifact-changed} if it changed; {@code
   *     usage.artifact-unreadable} if it can't be read
   */
  public void requireUnchanged() {
    try (InputStream content = open()) {
      content.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform supports SHA-256.", e);
    }
  }

  TrustedPublishingException changed(String how) {
    return TrustedPublishingException.builder(
            Stage.PUBLISH,
            Problem.of(
                    ErrorCode.USAGE_ARTIFACT_CHANGED,
                    SafeText.shown(filename()) + " changed after it was planned.")
                .found(how)
                .expected("the same file, with the SHA-256 " + sha256)
                .remedy(
                    "Find out what still writes to the file (a concurrent build?), then start"
                        + " again."))
        .build();
  }

  TrustedPublishingException unreadable(IOException e) {
    return unreadable(Stage.PUBLISH, path, e);
  }

  static TrustedPublishingException unreadable(Stage stage, Path path, IOException e) {
    return unreadable(stage, path, reason(e), e);
  }

  private static TrustedPublishingException unreadable(
      Stage stage, Path path, String found, @org.jspecify.annotations.Nullable IOException cause) {
    TrustedPublishingException.Builder details =
        TrustedPublishingException.builder(
            stage,
            Problem.of(
                    ErrorCode.USAGE_ARTIFACT_UNREADABLE,
                    SafeText.shown(path.toString()) + " can't be read.")
                .found(found)
                .expected("a readable regular file")
                .remedy("Check the path and the permissions of the file."));
    return cause == null ? details.build() : details.cause(cause).build();
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "no such file"
        : e instanceof java.nio.file.AccessDeniedException
            ? "permission denied"
            : SafeText.reason(e);
  }
}
