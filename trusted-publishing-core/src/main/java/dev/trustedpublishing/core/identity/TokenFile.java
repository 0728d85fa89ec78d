package dev.trustedpublishing.core.identity;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.SafeText;
import dev.trustedpublishing.api.Secret;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import dev.trustedpublishing.api.spi.SpiContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;

/** A file that holds an identity token. */
record TokenFile(Path path) {
  private static final int MAX_LENGTH = 64 * 1024;

  Secret read(SpiContext context) {
    byte[] content = content();
    if (content.length > MAX_LENGTH) {
      throw refused("more than " + MAX_LENGTH + " bytes");
    }
    String text = new String(content, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      throw refused("an empty file");
    }
    warnIfExposed(context);
    return Secret.of(text);
  }

  private byte[] content() {
    if (Files.isDirectory(path)) {
      throw refused("a folder");
    }
    try (InputStream stream = Files.newInputStream(path)) {
      return stream.readNBytes(MAX_LENGTH + 1);
    } catch (IOException e) {
      throw refused(Files.notExists(path) ? "no such file" : "a file that can't be read");
    }
  }

  /** Without POSIX permissions, there is nothing to check. */
  private void warnIfExposed(SpiContext context) {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    try {
      if (view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
        context.warn(exposed());
      }
    } catch (IOException e) {
      throw refused("a file whose permissions can't be read");
    }
  }

  private Problem exposed() {
    return Problem.of(
            ErrorCode.IDENTITY_FILE_EXPOSED,
            "Everyone on this machine can read the identity token in " + shown() + ".")
        .found("a world-readable file")
        .expected("a file that only this user can read")
        .remedy("chmod 600 " + shown());
  }

  private TrustedPublishingException refused(String found) {
    return Problem.of(
            ErrorCode.IDENTITY_NOT_DECLARED,
            "The file " + shown() + " does not contain an identity token.")
        .found(found)
        .expected("a file with only the JWT, at most 64 KiB")
        .remedy(
            "Check the path, and that the CI system or the cluster writes the token before"
                + " this runs.")
        .toException(Stage.OBTAIN);
  }

  private String shown() {
    return SafeText.shown(path.toString());
  }
}
