package dev.trustedpublishing.core.http.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of a file of certificates, with whatever text is between them omitted (RFC 7468).
 *
 * @param number its place in the file, from 1
 * @param label its declared type
 * @param text from its first line to its last one
 */
record PemEntry(int number, String label, String text) {
  /** Blanks, and the byte order mark of UTF-8 as ISO 8859-1 shows it. */
  private static final String INDENT = "[ \\t\\f\\u00ef\\u00bb\\u00bf]*";

  /** Entries start on their own line, or right after the end of the one before. */
  private static final Pattern START =
      Pattern.compile("(?<![^\\r\\n])(?=" + INDENT + "-----BEGIN )|(?<=-----)(?=-----BEGIN )");

  private static final Pattern ENTRY =
      Pattern.compile(
          "(?s)" + INDENT + "(-----BEGIN (.*?)(?:-----|\\z).*?(?:-----END \\2-----|\\z))");

  private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE");

  /**
   * Finds all entries; one without an end line ends at the next entry or at the end of the file.
   */
  static List<PemEntry> in(byte[] content) {
    List<PemEntry> entries = new ArrayList<>();
    for (String part : START.split(new String(content, StandardCharsets.ISO_8859_1), -1)) {
      Matcher entry = ENTRY.matcher(part);
      if (entry.lookingAt()) {
        entries.add(new PemEntry(entries.size() + 1, entry.group(2), entry.group(1)));
      }
    }
    return entries;
  }

  boolean isCertificate() {
    return CERTIFICATES.contains(label);
  }

  /** Describes an entry that is not a certificate, without its content. */
  String kind() {
    if (label.equals("TRUSTED CERTIFICATE")) {
      return "a certificate in an OpenSSL-specific format (TRUSTED CERTIFICATE)";
    }
    return label.contains("PRIVATE KEY") ? "a private key" : "data that is not a certificate";
  }

  byte[] bytes() {
    return (text + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Omits the content: it may be a key. */
  @Override
  public String toString() {
    return "PemEntry[" + number + "]";
  }
}
