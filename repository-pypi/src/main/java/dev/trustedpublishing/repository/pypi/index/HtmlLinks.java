package dev.trustedpublishing.repository.pypi.index;

import dev.trustedpublishing.api.json.JsonException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the links of an HTML page (PEP 503) while it arrives, and whether it says that it is one of
 * an index (PEP 629): everything but {@code <a ...>} and {@code <meta ...>} is passed over, and one
 * tag is kept at a time. Confined to one thread at a time.
 */
final class HtmlLinks {
  private static final int LONGEST_TAG = 64 << 10;
  private static final Pattern HREF = Pattern.compile("href\\s*=\\s*[\"']([^\"']*)[\"']");
  private static final String LINK = "a";
  private static final String META = "meta";
  private static final Pattern VERSION =
      Pattern.compile("name\\s*=\\s*[\"']pypi:repository-version[\"']");
  private static final Pattern SHA_256 = Pattern.compile("#(?:.*&)?sha256=([0-9a-fA-F]{64})");

  private final Consumer<Link> links;
  private final StringBuilder tag = new StringBuilder();
  private boolean inTag;
  private boolean ofIndex;
  private char quote;

  /**
   * Prepares to read.
   *
   * @param links is told of each link
   */
  HtmlLinks(Consumer<Link> links) {
    this.links = links;
  }

  /**
   * Reads the page. What matters in it is ASCII in every encoding that is used for such pages.
   *
   * @param page the bytes
   * @throws JsonException if a tag does not end
   * @throws IOException if it can't be read
   */
  void read(InputStream page) throws IOException {
    InputStream buffered = new BufferedInputStream(page);
    for (int c = buffered.read(); c >= 0; c = buffered.read()) {
      read((char) c);
    }
  }

  private void read(char c) {
    if (!inTag) {
      inTag = c == '<';
      return;
    }
    boolean ends = quote == 0 && c == '>';
    if (ends) {
      end();
      return;
    }
    boolean kept = is(LINK) || is(META);
    if (kept && (c == '"' || c == '\'')) {
      quote = quote == 0 ? c : quote == c ? 0 : quote;
    }
    // Of any other tag, its beginning is enough.
    if (kept || tag.length() <= META.length()) {
      tag.append(c);
    }
    if (tag.length() > LONGEST_TAG) {
      throw new JsonException("a tag of more than " + LONGEST_TAG + " characters");
    }
  }

  private boolean is(String name) {
    int length = name.length();
    return tag.length() > length
        && Character.isWhitespace(tag.charAt(length))
        && tag.substring(0, length).equalsIgnoreCase(name);
  }

  private void end() {
    if (is(META)) {
      ofIndex |= VERSION.matcher(tag).find();
    } else if (is(LINK)) {
      link();
    }
    tag.setLength(0);
    inTag = false;
    quote = 0;
  }

  private void link() {
    Matcher href = HREF.matcher(tag);
    if (href.find()) {
      links.accept(new Link(href.group(1).replace("&amp;", "&")));
    }
  }

  /** Whether the page says that an index made it, and by which rules. */
  boolean isOfIndex() {
    return ofIndex;
  }

  /**
   * Where a link leads.
   *
   * @param target its address, relative or not
   */
  record Link(String target) {

    /** The last part of its path. Some indexes encode what needs no encoding, such as a "!". */
    String filename() {
      String path = target.replaceFirst("[?#].*", "");
      String encoded = path.substring(path.lastIndexOf('/') + 1);
      try {
        // A plus sign in a path is a plus sign, unlike in a form.
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException notEncoded) {
        return encoded;
      }
    }

    /** The digest behind it. */
    Optional<String> sha256() {
      Matcher digest = SHA_256.matcher(target);
      return digest.find() ? Optional.of(digest.group(1)) : Optional.empty();
    }
  }
}
