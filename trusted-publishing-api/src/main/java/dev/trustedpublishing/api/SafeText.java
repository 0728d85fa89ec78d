package dev.trustedpublishing.api;

import java.io.EOFException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * External text that is safe to print: a registry's message, a claim, a file name.
 *
 * <p>Control characters (and with them terminal escapes), line separators and direction marks are
 * replaced, so that external text can neither forge a log line nor control a terminal; the commands
 * of CI systems ({@code ::error::}, {@code ##vso[}) are broken up, so that none is executed; and
 * its length is limited. Immutable.
 *
 * @param value the safe text, one line
 */
public record SafeText(String value) {
  /**
   * The beginning of what a CI system executes: {@code ::error::} (GitHub, Forgejo, Gitea), {@code
   * ##[error]}, {@code ##vso[} (Azure), {@code ##teamcity[}, {@code section_start:} (GitLab),
   * {@code travis_fold:}. Only letters after two colons: IPv6 addresses are not changed.
   */
  private static final Pattern COMMAND =
      Pattern.compile(
          ":(?=:\\p{Alpha})|#(?=#[\\[\\p{Alpha}])|(?<=section_start|section_end|travis_fold|travis_time)(?=:)",
          Pattern.CASE_INSENSITIVE);

  private static final int FIRST_CONTROL_AFTER_ASCII = 0x7f;

  /** The maximum length of a registry's message. */
  public static final int MAX_MESSAGE_LENGTH = 2000;

  /** The maximum length of a short value, such as a claim or a file name. */
  public static final int MAX_VALUE_LENGTH = 200;

  /**
   * Makes text printable.
   *
   * @param raw the original text
   * @param longest the maximum number of characters
   * @return the safe text; empty for empty input
   */
  public static SafeText of(String raw, int longest) {
    StringBuilder safe = new StringBuilder(Math.min(raw.length(), longest));
    boolean space = false;
    for (int i = 0; i < raw.length() && safe.length() < longest; ) {
      int c = raw.codePointAt(i);
      i += Character.charCount(c);
      if (isUnsafe(c)) {
        space = safe.length() > 0;
      } else {
        if (space) {
          safe.append(' ');
          space = false;
        }
        safe.appendCodePoint(c);
      }
    }
    String text = safe.toString().strip();
    return new SafeText(defuse(raw.length() > longest ? shortened(text) : text));
  }

  /**
   * Makes an external value printable, without quotes, with at most {@value #MAX_VALUE_LENGTH}
   * characters.
   *
   * @param raw the original value
   * @return the safe value
   */
  public static String shown(String raw) {
    return of(raw, MAX_VALUE_LENGTH).value();
  }

  /**
   * Returns why something failed, safe to print: the messages of the JDK are often only the path.
   *
   * @param failure the error
   * @return the reason; never a class name or {@code null}
   */
  public static String reason(Throwable failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason =
        failure instanceof FileSystemException known && known.getReason() != null
            ? known.getReason()
            : failure.getMessage();
    if (reason != null && !reason.isBlank()) {
      return shown(reason);
    }
    return failure instanceof EOFException ? "it ends too early" : "no details are known";
  }

  /**
   * Removes secrets from a text before it is used. Some servers repeat the token that they
   * received.
   *
   * @param raw the original text
   * @param secrets the secrets that it may contain
   * @return the text with {@code [hidden]} in their place, even if only a part of a secret is
   *     repeated, or in another form such as Base64, and in the place of what looks like a token
   */
  public static String redact(String raw, Collection<Secret> secrets) {
    return Redaction.redact(raw, secrets);
  }

  @Override
  public String toString() {
    return value;
  }

  private static boolean isUnsafe(int c) {
    if (c < FIRST_CONTROL_AFTER_ASCII) {
      return c <= ' ';
    }
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE
        || type == Character.SPACE_SEPARATOR;
  }

  private static String shortened(String text) {
    return text.length() < 3 ? text : text + "...";
  }

  private static String defuse(String text) {
    // Most texts are file names without a command; each starts at one of these.
    boolean possible = text.indexOf(':') >= 0 || text.indexOf('#') >= 0;
    return possible ? COMMAND.matcher(text).replaceAll("$0 ") : text;
  }
}
