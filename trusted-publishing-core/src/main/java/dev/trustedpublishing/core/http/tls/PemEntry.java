package dev.trustedpublishing.core.http.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One entry of a file of certificates, with whatever text is between them omitted (RFC 7468).
 *
 * @param number its place in the file, from 1
 * @param label what it says that it is
 * @param text from its first line to its last one
 */
record PemEntry(int number, String label, String text) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** Blanks, and the byte order mark of UTF-8 as ISO 8859-1 shows it. */
  private static final String INDENT = " \t\f\u00ef\u00bb\u00bf";

  private static final String LINE_ENDS = "\r\n";

  private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE");
  private static final String OF_OPENSSL = "TRUSTED CERTIFICATE";

  /** Finds all entries; one that has no end goes to the end of the file. */
  static List<PemEntry> in(byte[] content) {
    String file = new String(content, StandardCharsets.ISO_8859_1);
    List<PemEntry> entries = new ArrayList<>();
    int begin = beginning(file, 0);
    while (begin >= 0) {
      int labelEnd = file.indexOf(DASHES, begin + BEGIN.length());
      String label = labelEnd < 0 ? "" : file.substring(begin + BEGIN.length(), labelEnd);
      int next = beginning(file, begin + BEGIN.length());
      int limit = next < 0 ? file.length() : next;
      entries.add(
          new PemEntry(entries.size() + 1, label, ended(file.substring(begin, limit), label)));
      begin = next;
    }
    return entries;
  }

  /** Looked for up to the next entry only, or a file of beginnings would take hours. */
  private static String ended(String text, String label) {
    String last = END + label + DASHES;
    int end = text.indexOf(last);
    return end < 0 ? text : text.substring(0, end + last.length());
  }

  /** Where the next entry begins; a comment that mentions the words is none. */
  private static int beginning(String file, int from) {
    int begin = file.indexOf(BEGIN, from);
    while (begin >= 0 && !startsHere(file, begin)) {
      begin = file.indexOf(BEGIN, begin + 1);
    }
    return begin;
  }

  /** On its own line, or right after the end of the entry before. */
  private static boolean startsHere(String file, int begin) {
    int before = begin;
    while (before > 0 && INDENT.indexOf(file.charAt(before - 1)) >= 0) {
      before--;
    }
    return before == 0
        || LINE_ENDS.indexOf(file.charAt(before - 1)) >= 0
        || file.startsWith(DASHES, begin - DASHES.length());
  }

  boolean isCertificate() {
    return CERTIFICATES.contains(label);
  }

  /** What it is instead of a certificate, without anything of its content. */
  String kind() {
    if (label.equals(OF_OPENSSL)) {
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
