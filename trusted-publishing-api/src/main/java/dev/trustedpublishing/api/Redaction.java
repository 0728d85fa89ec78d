package dev.trustedpublishing.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes secrets from a text, in every form in which servers and tools repeat them: as they are,
 * in Base64 of any alignment, in hexadecimal or decimal bytes, percent-encoded, with JSON or HTML
 * escapes, reversed, in another case, wrapped, whole or in part. What still looks like a token is
 * removed too. Takes time in proportion to the text.
 */
final class Redaction {
  /** The minimum length of a part of a secret that is redacted. */
  private static final int MIN_PIECE_LENGTH = 12;

  /** A form of a shorter secret would match ordinary text. */
  private static final int MIN_FORM_LENGTH = 8;

  /** The beginning of a JSON object in Base64. */
  private static final Pattern JWT =
      Pattern.compile("(?<![A-Za-z0-9])eyJ[\\w+/=%-]{8,}+[\\w+/=%.-]*+");

  /** Longer than a SHA-512 in Base64, which registries show. */
  private static final Pattern LONG_WORD = Pattern.compile("[\\w+/=%-]{101,}+");

  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{129,}+");
  private static final Pattern DIGIT = Pattern.compile("[0-9]");
  private static final int BASE64_OFFSETS = 3;
  private static final String HIDDEN = "[hidden]";

  private final Map<Integer, Set<String>> pieces = new HashMap<>();
  private final String raw;
  private final BitSet hidden;

  private Redaction(String raw) {
    this.raw = raw;
    this.hidden = new BitSet(raw.length());
  }

  static String redact(String raw, Collection<Secret> secrets) {
    Redaction redaction = new Redaction(raw);
    for (Secret secret : secrets) {
      redaction.hide(secret.reveal());
    }
    redaction.hidePieces(View.of(raw));
    redaction.hidePieces(View.ofHexadecimal(raw));
    redaction.hidePieces(View.ofDecimal(raw));
    redaction.hideTokens();
    return redaction.text();
  }

  private void hide(String secret) {
    for (int at = raw.indexOf(secret); at >= 0; at = raw.indexOf(secret, at + secret.length())) {
      hidden.set(at, at + secret.length());
    }
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    remember(secret);
    remember(HexFormat.of().formatHex(bytes));
    for (int offset = 0; offset < BASE64_OFFSETS; offset++) {
      remember(base64(bytes, offset));
    }
  }

  private void remember(String repeated) {
    String form = View.of(repeated).text.toString();
    if (form.length() < MIN_FORM_LENGTH) {
      return;
    }
    int length = Math.min(MIN_PIECE_LENGTH, form.length());
    Set<String> known = pieces.getOrDefault(length, new HashSet<>());
    pieces.put(length, known);
    String reversed = new StringBuilder(form).reverse().toString();
    for (int i = 0; i + length <= form.length(); i++) {
      known.add(form.substring(i, i + length));
      known.add(reversed.substring(i, i + length));
    }
  }

  /** The characters that do not depend on what comes before or after the bytes. */
  private static String base64(byte[] bytes, int offset) {
    byte[] aligned = new byte[offset + bytes.length];
    System.arraycopy(bytes, 0, aligned, offset, bytes.length);
    String text = Base64.getEncoder().withoutPadding().encodeToString(aligned);
    int end = aligned.length % 3 == 0 ? text.length() : text.length() - 1;
    int start = offset == 0 ? 0 : offset + 1;
    return text.substring(Math.min(start, end), end);
  }

  private void hidePieces(View view) {
    for (Map.Entry<Integer, Set<String>> known : pieces.entrySet()) {
      int length = known.getKey();
      for (int i = 0; i + length <= view.text.length(); i++) {
        if (known.getValue().contains(view.text.substring(i, i + length))) {
          hidden.set(view.starts[i], view.ends[i + length - 1]);
        }
      }
    }
  }

  /** Another secret than those that are known, such as one that the server just issued. */
  private void hideTokens() {
    Matcher token = JWT.matcher(raw);
    while (token.find()) {
      hidden.set(token.start(), token.end());
    }
    Matcher word = LONG_WORD.matcher(raw);
    while (word.find()) {
      if (isLikeAToken(word.group())) {
        hidden.set(word.start(), word.end());
      }
    }
  }

  /** In hexadecimal, a token has letters of one case only, and is longer than a SHA-512. */
  private static boolean isLikeAToken(String word) {
    boolean hasUpper = !word.equals(word.toLowerCase(Locale.ROOT));
    boolean hasLower = !word.equals(word.toUpperCase(Locale.ROOT));
    return DIGIT.matcher(word).find()
        && ((hasUpper && hasLower) || (hasUpper != hasLower && HEX.matcher(word).matches()));
  }

  private String text() {
    StringBuilder text = new StringBuilder(raw.length());
    int shown = 0;
    for (int i = hidden.nextSetBit(0); i >= 0; i = hidden.nextSetBit(shown)) {
      text.append(raw, shown, i).append(HIDDEN);
      shown = hidden.nextClearBit(i);
    }
    return text.append(raw, shown, raw.length()).toString();
  }

  /** A text without escapes, separators, and case, so that all ways to write it are equal. */
  private static final class View {
    private static final String SEPARATORS = ":,;\"'\\";
    private static final int NESTED_ESCAPES = 3;
    private static final int DECIMAL = 4;
    private static final Pattern ESCAPE =
        Pattern.compile(
            "(?:%|\\\\x)([0-9A-Fa-f]{2})|\\\\u([0-9A-Fa-f]{4})|&#x([0-9A-Fa-f]{2,4});|&#([0-9]{2,3});");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}+");

    private final StringBuilder text;

    /** Where each character begins and ends in the original text. */
    private final int[] starts;

    private final int[] ends;

    private View(int capacity) {
      text = new StringBuilder(capacity);
      starts = new int[capacity];
      ends = new int[capacity];
    }

    static View of(String raw) {
      View view = new View(raw.length());
      for (int i = 0; i < raw.length(); i++) {
        view.add(raw.charAt(i), i, i + 1);
      }
      for (int i = 0; i < NESTED_ESCAPES; i++) {
        view = view.unescaped();
      }
      return view.canonical();
    }

    /** Bytes in hexadecimal, whatever separates them. */
    static View ofHexadecimal(String raw) {
      View view = new View(raw.length());
      for (int i = 0; i < raw.length(); i++) {
        char c = raw.charAt(i);
        if (HexFormat.isHexDigit(c) && !raw.regionMatches(true, i, "0x", 0, 2)) {
          view.add(Character.toLowerCase(c), i, i + 1);
        }
      }
      return view;
    }

    /** Bytes as decimal numbers, whatever separates them. */
    static View ofDecimal(String raw) {
      View view = new View(raw.length());
      Matcher number = NUMBER.matcher(raw);
      while (number.find()) {
        view.add((char) Integer.parseInt(number.group()), number.start(), number.end());
      }
      return view.canonical();
    }

    private void add(char c, int start, int end) {
      starts[text.length()] = start;
      ends[text.length()] = end;
      text.append(c);
    }

    private View unescaped() {
      Matcher escape = ESCAPE.matcher(text);
      View view = new View(text.length());
      int i = 0;
      while (escape.find()) {
        i = copy(view, i, escape.start());
        view.add(character(escape), starts[i], ends[escape.end() - 1]);
        i = escape.end();
      }
      copy(view, i, text.length());
      return view;
    }

    private int copy(View view, int from, int to) {
      for (int i = from; i < to; i++) {
        view.add(text.charAt(i), starts[i], ends[i]);
      }
      return to;
    }

    private static char character(Matcher escape) {
      for (int group = 1; group < DECIMAL; group++) {
        if (escape.group(group) != null) {
          return (char) HexFormat.fromHexDigits(escape.group(group));
        }
      }
      return (char) Integer.parseInt(escape.group(DECIMAL));
    }

    /** Lower case, in the standard alphabet of Base64, without what separates and quotes. */
    private View canonical() {
      View view = new View(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c > ' ' && c <= '~' && SEPARATORS.indexOf(c) < 0) {
          view.add(c == '-' ? '+' : c == '_' ? '/' : Character.toLowerCase(c), starts[i], ends[i]);
        }
      }
      return view;
    }
  }
}
