package dev.trustedpublishing.audit.format;

/**
 * Numbers for people, in the form of the English language on every machine. {@link
 * java.util.Formatter} makes the same, but loads the JDK's data of all languages first, which takes
 * a noticeable part of a short run.
 */
final class Figures {
  private static final int GROUP = 3;

  private Figures() {}

  /** Returns a count with a comma between groups of three digits, such as {@code 21,570}. */
  static String grouped(long number) {
    StringBuilder digits = new StringBuilder().append(number);
    for (int i = digits.length() - GROUP; i > (number < 0 ? 1 : 0); i -= GROUP) {
      digits.insert(i, ',');
    }
    return digits.toString();
  }

  /** Returns a quotient with one digit after the point, such as {@code 689.4}. */
  static String tenths(long number, long divisor) {
    long tenths = Math.round(10.0 * number / divisor);
    return tenths / 10 + "." + tenths % 10;
  }
}
