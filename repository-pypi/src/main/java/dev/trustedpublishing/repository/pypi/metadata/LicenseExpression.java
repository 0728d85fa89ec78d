package dev.trustedpublishing.repository.pypi.metadata;

import dev.trustedpublishing.support.file.PlanRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * SPDX license expressions (PEP 639), with the identifiers that PyPI knew on a certain day ({@code
 * spdx.txt}, written by {@code .ci/spdx}).
 */
public final class LicenseExpression {
  private static final Pattern ID =
      Pattern.compile("(?!(?:and|or|with)$)[a-z0-9.-]++\\+?", Pattern.CASE_INSENSITIVE);
  private static final String OWN = "licenseref-";

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
    for (String token : tokens(text)) {
      if (token.equals("(")) {
        depth++;
      } else if (token.equals(")")) {
        depth--;
      }
      boolean opens = token.equals("(") || ID.matcher(token).matches();
      boolean joins = token.equals("and") || token.equals("or");
      boolean known = opens || joins || token.equals(")") || token.equals("with");
      if (!known || opens != operandExpected || depth < 0) {
        return false;
      }
      operandExpected = !(token.equals(")") || ID.matcher(token).matches());
    }
    return depth == 0 && !operandExpected;
  }

  /**
   * Returns the identifiers that are not in PyPI's list.
   *
   * @param text an expression whose form is right
   * @return the identifiers, in lower case; an exception is one only behind WITH
   */
  public static List<String> unknown(String text) {
    List<String> unknown = new ArrayList<>();
    String before = "";
    for (String token : tokens(text)) {
      String license = token.endsWith("+") ? token.substring(0, token.length() - 1) : token;
      boolean known =
          before.equals("with")
              ? Holder.IDS.contains("- " + token)
              : license.startsWith(OWN) || Holder.IDS.contains(license);
      if (!known && ID.matcher(token).matches()) {
        unknown.add(token);
      }
      before = token;
    }
    return unknown;
  }

  /** The name of the list, with its version and its day. */
  static String list() {
    return Holder.NAME;
  }

  private static List<String> tokens(String text) {
    String spaced = text.toLowerCase(Locale.ROOT).replace("(", " ( ").replace(")", " ) ");
    return List.of(spaced.strip().split("\\s++", -1));
  }

  private static final class Holder {
    private static final List<String> LINES =
        PlanRules.lines(LicenseExpression.class.getResourceAsStream("spdx.txt"));
    private static final String NAME = LINES.get(0);
    private static final Set<String> IDS = Set.copyOf(LINES.subList(1, LINES.size()));
  }
}
