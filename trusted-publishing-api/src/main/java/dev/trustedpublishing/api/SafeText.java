package dev.trustedpublishing.api;

import java.io.EOFException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * External text that is safe to print: a registry's message, a claim, a file name.
 *
 * <p>Control characters (and with them terminal escapes), line separators and direction marks are
 * replaced, so that external text can neither forge a log line nor control a terminal; workflow
 * commands ({@code ::error::}, {@code ##vso[}) are broken up, so that a CI system does not execute
 * them; and its length is limited. Immutable.
 *
 * @param value the safe text, one line
 */
public record SafeText(String value) {
  private static final Pattern COMMAND = Pattern.compile("::(?=\\p{Alpha})");

  /** The maximum length of a registry's message. */
  public static final int MAX_MESSAGE_LENGTH = 2000;

  /** The maximum length of a short value, such as a claim or a file name. */
  public static final int MAX_VALUE_LENGTH = 200;

  /** The minimum length of a part of a secret that is redacted. */
  private static final int MIN_PIECE_LENGTH = 12;

  private static final String HIDDEN = "[hidden]";

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
   * Returns why something failed, safe to print: a message, never a class name or {@code null}.
   *
   * @param failure the error
   * @return its message, or what is known without one
   */
  public static String reason(Throwable failure) {
    String message = failure.getMessage();
    if (message != null && !message.isBlank()) {
      return shown(message);
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
   *     repeated, or the text was truncated within it
   */
  public static String redact(String raw, Collection<Secret> secrets) {
    String text = raw;
    for (Secret secret : secrets) {
      String value = secret.reveal();
      text = withoutPieces(text.replace(value, HIDDEN), value);
    }
    return text;
  }

  @Override
  public String toString() {
    return value;
  }

  private static String withoutPieces(String text, String secret) {
    Set<String> pieces = new HashSet<>();
    for (int i = 0; i + MIN_PIECE_LENGTH <= secret.length(); i++) {
      pieces.add(secret.substring(i, i + MIN_PIECE_LENGTH));
    }
    StringBuilder shown = new StringBuilder(text.length());
    int hiddenUpTo = 0;
    for (int i = 0; i < text.length(); i++) {
      int end = i + MIN_PIECE_LENGTH;
      if (end <= text.length() && pieces.contains(text.substring(i, end))) {
        shown.append(i < hiddenUpTo ? "" : HIDDEN);
        hiddenUpTo = end;
      }
      if (i >= hiddenUpTo) {
        shown.append(text.charAt(i));
      }
    }
    return shown.toString();
  }

  private static boolean isUnsafe(int c) {
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
    // Only letters after the colons: IPv6 addresses are not changed.
    return COMMAND
        .matcher(text)
        .replaceAll(": :")
        .replace("##[", "# #[")
        .replace("##vso[", "# #vso[");
  }
}
