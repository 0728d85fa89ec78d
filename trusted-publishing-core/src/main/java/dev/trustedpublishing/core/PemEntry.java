package dev.trustedpublishing.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One entry of a file of certificates, with whatever text is between them left out (RFC 7468).
 *
 * @param number its place in the file, from 1
 * @param label what it says that it is
 * @param text from its first line to its last one
 */
record PemEntry(int number, String label, String text) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** As ISO 8859-1 shows the one of UTF-8. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

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
      int last = labelEnd < 0 ? -1 : file.indexOf(END + label + DASHES, labelEnd);
      int end = last < 0 || last > limit ? limit : last + (END + label + DASHES).length();
      entries.add(new PemEntry(entries.size() + 1, label, file.substring(begin, end)));
      begin = next;
    }
    return entries;
  }

  /** Where the next entry begins; a comment that mentions the words is none. */
  private static int beginning(String file, int from) {
    int begin = file.indexOf(BEGIN, from);
    while (begin >= 0 && !startsHere(file, begin)) {
      begin = file.indexOf(BEGIN, begin + 1);
    }
    return begin;
  }

  /** On a line of its own, or right behind the end of the entry before. */
  private static boolean startsHere(String file, int begin) {
    int line = Math.max(file.lastIndexOf('\n', begin), file.lastIndexOf('\r', begin)) + 1;
    String before = file.substring(line, begin);
    return before.replace(BYTE_ORDER_MARK, "").isBlank() || before.endsWith(DASHES);
  }

  boolean isCertificate() {
    return CERTIFICATES.contains(label);
  }

  /** What it is instead of a certificate, without anything of its content. */
  String kind() {
    if (label.equals(OF_OPENSSL)) {
      return "a certificate in a form of OpenSSL's own (TRUSTED CERTIFICATE)";
    }
    return label.contains("PRIVATE KEY") ? "a private key" : "something that is no certificate";
  }

  byte[] bytes() {
    return (text + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Leaves out the content: it may be a key. */
  @Override
  public String toString() {
    return "PemEntry[" + number + "]";
  }
}
