package dev.trustedpublishing.api;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Text from outside, made fit to be printed: a registry's words, a claim, a file name.
 *
 * <p>Control characters (and with them terminal escapes), line separators and direction marks are
 * replaced, so that foreign text can neither forge a log line nor drive a terminal; workflow
 * commands ({@code ::error::}, {@code ##vso[}) are broken up, so that a CI system does not obey
 * them; and it has a length. Immutable.
 *
 * @param value the safe text, one line
 */
public record SafeText(String value) {
  private static final Pattern COMMAND = Pattern.compile("::(?=\\p{Alpha})");

  /** How many characters of a registry's words are kept. */
  public static final int LONGEST_WORDS = 2000;

  /** How much of a short value, such as a claim or a file name, is kept. */
  public static final int LONGEST_VALUE = 200;

  /** So much of a secret is not shown, wherever it stands (fault-matrix.md section 2, I7). */
  private static final int SHORTEST_PIECE = 12;

  private static final String HIDDEN = "[hidden]";

  /**
   * Makes text printable.
   *
   * @param raw the text as it came
   * @param longest how many characters to keep at most
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
   * Makes a value that came from outside printable, quoting nothing: at most {@value
   * #LONGEST_VALUE} characters.
   *
   * @param raw the value as it came
   * @return the safe value
   */
  public static String shown(String raw) {
    return of(raw, LONGEST_VALUE).value();
  }

  /**
   * Takes secrets out of a text, before anything else sees it. Some servers repeat the token that
   * they were sent.
   *
   * @param raw the text as it came
   * @param secrets the secrets that it may repeat
   * @return the text with {@code [hidden]} in their place, also where only a piece of a secret is
   *     repeated: a part of a token, or what is left of it where the text was cut off
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
    for (int i = 0; i + SHORTEST_PIECE <= secret.length(); i++) {
      pieces.add(secret.substring(i, i + SHORTEST_PIECE));
    }
    StringBuilder shown = new StringBuilder(text.length());
    int hiddenUpTo = 0;
    for (int i = 0; i < text.length(); i++) {
      int end = i + SHORTEST_PIECE;
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
    // Letters only behind the colons: IPv6 addresses stay whole.
    return COMMAND
        .matcher(text)
        .replaceAll(": :")
        .replace("##[", "# #[")
        .replace("##vso[", "# #vso[");
  }
}
