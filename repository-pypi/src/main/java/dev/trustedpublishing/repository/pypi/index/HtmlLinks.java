package dev.trustedpublishing.repository.pypi.index;

import dev.trustedpublishing.internal.jsoup.nodes.Element;
import dev.trustedpublishing.internal.jsoup.nodes.Node;
import dev.trustedpublishing.internal.jsoup.parser.Parser;
import dev.trustedpublishing.internal.jsoup.parser.StreamParser;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the links of an HTML page (PEP 503), and whether the page declares that it belongs to an
 * index (PEP 629). Keeps one element at a time. Not thread-safe.
 */
final class HtmlLinks {
  private static final int MAX_PART = 1 << 20;

  /** The parser keeps all form elements; a page of an index has few. */
  private static final Set<String> CONTROLS =
      Set.of("button", "fieldset", "input", "keygen", "object", "output", "select", "textarea");

  private static final int MAX_CONTROLS = 10_000;

  private final Consumer<Link> links;
  private boolean ofIndex;
  private int controls;

  /**
   * Creates a reader.
   *
   * @param links receives each link
   */
  HtmlLinks(Consumer<Link> links) {
    this.links = links;
  }

  /**
   * Reads the page.
   *
   * @param page the page; the relevant parts are ASCII in every encoding of such pages
   * @throws IOException if it can't be read, or would need too much memory
   */
  void read(InputStream page) throws IOException {
    PartReader text = new PartReader(new InputStreamReader(page, StandardCharsets.UTF_8));
    try (StreamParser parser = new StreamParser(Parser.htmlParser()).parse(text, "")) {
      for (Iterator<Element> elements = parser.iterator(); elements.hasNext(); ) {
        Element element = elements.next();
        text.beginPart();
        look(element);
        forget(element);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void look(Element element) throws IOException {
    if (element.normalName().equals("a") && element.hasAttr("href")) {
      links.accept(new Link(element.attr("href")));
    }
    ofIndex |=
        element.normalName().equals("meta")
            && element.attr("name").equals("pypi:repository-version");
    if (CONTROLS.contains(element.normalName()) && ++controls > MAX_CONTROLS) {
      throw new IOException("it has more than " + MAX_CONTROLS + " form controls");
    }
  }

  /** The parser builds a tree: complete elements are removed from it, with the text before them. */
  private static void forget(Element element) {
    for (Node node = element.previousSibling(); node != null; node = element.previousSibling()) {
      node.remove();
    }
    element.remove();
  }

  /** Returns whether the page declares that it belongs to an index. */
  boolean isOfIndex() {
    return ofIndex;
  }

  /** Ends a page in which one element is so long that it would fill the memory. */
  private static final class PartReader extends FilterReader {
    private int part;

    PartReader(Reader reader) {
      super(reader);
    }

    void beginPart() {
      part = 0;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      if (part > MAX_PART) {
        throw new IOException("an element is longer than " + MAX_PART + " characters");
      }
      int count = super.read(buffer, offset, length);
      part += Math.max(0, count);
      return count;
    }
  }

  /**
   * A link.
   *
   * @param target its address, relative or absolute
   */
  record Link(String target) {
    private static final Pattern SHA_256 = Pattern.compile("sha256=([0-9a-fA-F]{64})");

    /**
     * The last part of its path. Some indexes encode characters that need no encoding, such as "!".
     */
    String filename() {
      String path = target.split("[?#]", 2)[0];
      String encoded = path.substring(path.lastIndexOf('/') + 1);
      try {
        // A plus sign in a path is a plus sign, unlike in a form.
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException notEncoded) {
        return encoded;
      }
    }

    /** The digest in its fragment, which may contain other values as well. */
    Optional<String> sha256() {
      int fragment = target.indexOf('#');
      return fragment < 0
          ? Optional.empty()
          : Stream.of(target.substring(fragment + 1).split("&"))
              .map(SHA_256::matcher)
              .filter(Matcher::matches)
              .map(digest -> digest.group(1))
              .findFirst();
    }
  }
}
