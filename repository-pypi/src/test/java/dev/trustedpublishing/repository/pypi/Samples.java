package dev.trustedpublishing.repository.pypi;

import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.identity.Claims;
import dev.trustedpublishing.api.identity.IdentityToken;
import dev.trustedpublishing.api.json.JsonObject;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveEntry;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarArchiveOutputStream;
import dev.trustedpublishing.internal.commons.compress.archivers.tar.TarConstants;
import dev.trustedpublishing.repository.pypi.archive.ZipBytes;
import dev.trustedpublishing.repository.pypi.plan.DistributionValidator;
import dev.trustedpublishing.support.file.FileProblems;
import dev.trustedpublishing.testkit.contract.ScriptedTransport;
import dev.trustedpublishing.testkit.contract.TestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Distributions that are right, to be made wrong one by one. */
@SuppressWarnings("exports") // The testkit is on the class path.
public final class Samples {
  public static final String WHEEL = "sampleproject-1.2.3-py3-none-any.whl";
  public static final String SDIST = "sampleproject-1.2.3.tar.gz";
  static final String INFO = "sampleproject-1.2.3.dist-info/";
  static final String METADATA =
      """
      Metadata-Version: 2.1
      Name: sampleproject
      Version: 1.2.3
      Summary: A sample
      """;

  public static final Instant NOW = Instant.ofEpochSecond(1_767_225_600);
  public static final String JWT =
      "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJzb21lYm9keSJ9.c2lnbmF0dXJlLW9mLXRlc3Rz";

  private Samples() {}

  /** Of an index that says nothing about where it exchanges tokens. */
  public static ScriptedTransport script() {
    return new ScriptedTransport()
        .answerAt("/.well-known/pytp", request -> ScriptedTransport.response(request, 404, ""));
  }

  public static TestContext context(ScriptedTransport script) {
    return TestContext.over(script).with(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /** For PyPI. */
  public static FileProblems problems(Consumer<Problem> warnings) {
    return new FileProblems(warnings, DistributionValidator::rules, true);
  }

  static IdentityToken identity(Map<String, ?> claims) {
    return new IdentityToken(
        Secret.of(JWT), Claims.of(JsonObject.of(claims)), IdentityToken.Supply.ON_REQUEST);
  }

  static ZipBytes wheel() {
    return wheel(METADATA);
  }

  static ZipBytes wheel(String metadata) {
    return new ZipBytes()
        .add("sampleproject/__init__.py", "x = 1\n")
        .add(INFO + "METADATA", metadata)
        .add(INFO + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        .add(
            INFO + "RECORD",
            "sampleproject/__init__.py,sha256=AAAA,6\n"
                + (INFO + "METADATA,sha256=AAAA,")
                + (metadata.getBytes(StandardCharsets.UTF_8).length + "\n")
                + (INFO + "WHEEL,sha256=AAAA,64\n")
                + (INFO + "RECORD,,\n"));
  }

  /** Writes members of a tar archive. */
  @FunctionalInterface
  interface TarContent {
    void writeTo(TarArchiveOutputStream tar) throws IOException;
  }

  static byte[] sdist() {
    return sdist(METADATA);
  }

  static byte[] sdist(String metadata) {
    return targz(tar -> {
      file(tar, "sampleproject-1.2.3/PKG-INFO", metadata);
      file(tar, "sampleproject-1.2.3/setup.py", "print()\n");
    });
  }

  static byte[] targz(TarContent content) {
    return gzip(tar(content));
  }

  static byte[] tar(TarContent content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      content.writeTo(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static void file(TarArchiveOutputStream tar, String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setModTime(0);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  static void link(TarArchiveOutputStream tar, String name, byte type, String target)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setModTime(0);
    if (type == TarConstants.LF_SYMLINK || type == TarConstants.LF_LINK) {
      entry.setLinkName(target);
    }
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  public static Path write(Path folder, String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path resource(Path folder, String name) {
    try (InputStream in = Samples.class.getResourceAsStream(name)) {
      return write(folder, name, java.util.Objects.requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
