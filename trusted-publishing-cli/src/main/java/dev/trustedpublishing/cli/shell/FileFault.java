package dev.trustedpublishing.cli.shell;

import dev.trustedpublishing.api.SafeText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * Why a file can't be used, in words: the messages of the JDK are often nothing but the path.
 *
 * @param cause what the JDK threw
 */
public record FileFault(IOException cause) {
  public String reason() {
    if (cause instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    return SafeText.shown(cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }
}
