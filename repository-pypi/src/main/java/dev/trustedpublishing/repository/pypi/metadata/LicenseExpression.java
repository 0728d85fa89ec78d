package dev.trustedpublishing.repository.pypi.metadata;

import java.util.regex.Pattern;

/**
 * The grammar of SPDX license expressions (PEP 639). The identifiers themselves are not looked up:
 * the list grows, and a new license must not be rejected if the registry accepts it.
 */
public final class LicenseExpression {
  private static final Pattern ID =
      Pattern.compile("(?!(?:and|or|with)$)[a-z0-9.-]+\\+?", Pattern.CASE_INSENSITIVE);

  private LicenseExpression() {}

  /**
   * Returns whether a text has the form of an expression: identifiers joined by AND, OR and WITH,
   * with matching parentheses.
   *
   * @param text the text
   * @return true if the form is right
   */
  public static boolean isValid(String text) {
    int depth = 0;
    boolean operandExpected = true;
    for (String token : text.replace("(", " ( ").replace(")", " ) ").strip().split("\\s+", -1)) {
      if (token.equals("(")) {
        depth++;
      } else if (token.equals(")")) {
        depth--;
      }
      boolean opens = token.equals("(") || ID.matcher(token).matches();
      boolean joins = token.equalsIgnoreCase("and") || token.equalsIgnoreCase("or");
      boolean known = opens || joins || token.equals(")") || token.equalsIgnoreCase("with");
      if (!known || opens != operandExpected || depth < 0) {
        return false;
      }
      operandExpected = !(token.equals(")") || ID.matcher(token).matches());
    }
    return depth == 0 && !operandExpected;
  }
}
