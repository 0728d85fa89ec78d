package dev.trustedpublishing.testkit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Searches for secrets in texts that must not contain any: logs, events, reports, exceptions. A
 * secret is found as it is and in other forms: reversed, in Base64 of both alphabets after any
 * prefix (such as {@code user:secret}), in hex, percent-encoded, escaped for JSON, in upper or
 * lower case, wrapped at any column; as is every part of it with 12 characters. The header of a
 * token with three parts, such as a JWT, is not a secret. Immutable and thread-safe.
 *
 * <pre>{@code
 * LeakScan scan = LeakScan.forSecrets(List.of(password, token));
 * assertThat(scan.find(log)).isEmpty();
 * }</pre>
 */
public final class LeakScan {
  /** How many characters of a secret are a leak. */
  public static final int WINDOW = 12;

  /** Shorter secrets would be found by chance. */
  private static final int MIN_LENGTH = 4;

  private static final long FACTOR = 0x9E3779B97F4A7C15L;
  private static final long LAST_FACTOR = power(WINDOW - 1);
  private static final int FILTER_BITS = 1 << 20;

  private final List<Form> forms;
  private final long[] windows;
  private final BitSet filter = new BitSet(FILTER_BITS);

  private LeakScan(List<Form> forms) {
    this.forms = forms;
    this.windows = forms.stream().flatMapToLong(form -> hashes(form.text())).sorted().toArray();
    for (long window : windows) {
      filter.set(place(window));
    }
  }

  /**
   * Creates a scan.
   *
   * @param secrets the secrets, each with at least 4 characters
   * @return the scan
   * @throws IllegalArgumentException if a secret is so short that it would be found by chance
   */
  public static LeakScan forSecrets(Collection<String> secrets) {
    List<Form> forms = new ArrayList<>();
    int number = 0;
    for (String secret : secrets) {
      if (secret.length() < MIN_LENGTH) {
        throw new IllegalArgumentException(
            "A secret of fewer than " + MIN_LENGTH + " characters is found everywhere.");
      }
      forms.addAll(forms("secret " + ++number + " of " + secrets.size(), secret));
    }
    return new LeakScan(List.copyOf(forms));
  }

  /**
   * Searches for every form of every secret.
   *
   * @param text the text to search
   * @return the form of the secret that was found and its position, without its value; empty if
   *     none was found
   */
  public Optional<String> find(String text) {
    String plain = normalized(text);
    Optional<String> whole =
        forms.stream()
            .filter(form -> form.text().length() < WINDOW && plain.contains(form.text()))
            .map(Form::name)
            .findFirst();
    return whole.isPresent() ? whole : findWindow(plain);
  }

  private Optional<String> findWindow(String plain) {
    long[] hashes = hashes(plain).toArray();
    for (int at = 0; at < hashes.length; at++) {
      if (filter.get(place(hashes[at])) && Arrays.binarySearch(windows, hashes[at]) >= 0) {
        String window = plain.substring(at, at + WINDOW);
        Optional<String> found =
            forms.stream()
                .filter(form -> form.text().contains(window))
                .map(form -> WINDOW + " characters of " + form.name())
                .findFirst();
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static List<Form> forms(String name, String secret) {
    String hidden = withoutHeader(secret);
    byte[] bytes = hidden.getBytes(StandardCharsets.UTF_8);
    List<Form> forms = new ArrayList<>();
    forms.add(new Form(name + " as it is", hidden));
    forms.add(new Form(name + " reversed", new StringBuilder(hidden).reverse().toString()));
    forms.add(new Form(name + " in hex", HexFormat.of().formatHex(bytes)));
    forms.add(
        new Form(name + " percent-encoded", URLEncoder.encode(hidden, StandardCharsets.UTF_8)));
    forms.add(
        new Form(
            name + " percent-encoded",
            URLEncoder.encode(hidden, StandardCharsets.UTF_8).replace("+", "%20")));
    forms.add(new Form(name + " escaped for JSON", escaped(hidden)));
    for (int before = 0; before < 3; before++) {
      forms.add(new Form(name + " in Base64", base64(Base64.getEncoder(), bytes, before)));
      forms.add(new Form(name + " in Base64", base64(Base64.getUrlEncoder(), bytes, before)));
    }
    return forms.stream()
        .map(form -> new Form(form.name(), normalized(form.text())))
        .filter(form -> form.text().length() >= MIN_LENGTH)
        .distinct()
        .toList();
  }

  /** The header of a JWT describes how it is signed, and is the same for all tokens. */
  private static String withoutHeader(String secret) {
    String[] parts = secret.split("\\.", -1);
    return parts.length == 3 && secret.startsWith("eyJ") ? parts[1] + "." + parts[2] : secret;
  }

  /**
   * The encoded form after this number of other bytes, without the characters that also encode
   * adjacent bytes.
   */
  private static String base64(Base64.Encoder encoder, byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    String all = encoder.withoutPadding().encodeToString(shifted);
    int first = (before * 8 + 5) / 6;
    int last = shifted.length * 8 / 6;
    return all.substring(first, last);
  }

  private static String escaped(String secret) {
    StringBuilder escaped = new StringBuilder();
    for (int at = 0; at < secret.length(); at++) {
      char c = secret.charAt(at);
      if (c == '"' || c == '\\' || c == '/') {
        escaped.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        escaped.append(String.format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** In lower case and without line breaks, including escaped ones in JSON. */
  private static String normalized(String text) {
    StringBuilder normalized = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
      if (c == '\\' && (next == 'n' || next == 'r')) {
        at++;
      } else if (!Character.isWhitespace(c)) {
        normalized.append(Character.toLowerCase(c));
      }
    }
    return normalized.toString();
  }

  /** Hashes of all windows, each computed from the previous one. */
  private static LongStream hashes(String text) {
    if (text.length() < WINDOW) {
      return LongStream.empty();
    }
    long[] hashes = new long[text.length() - WINDOW + 1];
    long hash = 0;
    for (int at = 0; at < text.length(); at++) {
      if (at >= WINDOW) {
        hash -= text.charAt(at - WINDOW) * LAST_FACTOR;
      }
      hash = hash * FACTOR + text.charAt(at);
      if (at >= WINDOW - 1) {
        hashes[at - WINDOW + 1] = hash;
      }
    }
    return Arrays.stream(hashes);
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= FACTOR;
    }
    return power;
  }

  private static int place(long hash) {
    return (int) (hash >>> 44) & (FILTER_BITS - 1);
  }

  /** One way to write a secret. */
  private record Form(String name, String text) {
    /** Does not show the text. */
    @Override
    public String toString() {
      return name;
    }
  }
}
