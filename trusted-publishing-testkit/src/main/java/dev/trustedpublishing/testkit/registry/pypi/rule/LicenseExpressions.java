package dev.trustedpublishing.testkit.registry.pypi.rule;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

// Second opinion: it must not share the mistakes of the client's class.
/**
 * SPDX license expressions, as packaging 26.2 reads them: the identifiers must be known.
 *
 * <p>Stateless, thread-safe.
 */
public final class LicenseExpressions {

  private static final Set<String> LICENSES = RuleData.lines("licenses.txt");
  private static final Set<String> EXCEPTIONS = RuleData.lines("license-exceptions.txt");
  private static final Set<String> OPERATORS = Set.of("and", "or", "with");
  private static final Pattern REFERENCE = Pattern.compile("licenseref-[a-z0-9.-]*");

  private LicenseExpressions() {}

  /**
   * Returns whether PyPI accepts an expression.
   *
   * @param text the expression
   * @return whether its form is valid and all its identifiers are known
   */
  public static boolean isValid(String text) {
    List<String> tokens =
        Stream.of(
                text.toLowerCase(Locale.ROOT).replace("(", " ( ").replace(")", " ) ").split("\\s+"))
            .filter(token -> !token.isEmpty())
            .toList();
    return hasRightForm(tokens) && areKnown(tokens);
  }

  private static boolean hasRightForm(List<String> tokens) {
    int depth = 0;
    boolean operandExpected = true;
    for (String token : tokens) {
      boolean operator = OPERATORS.contains(token);
      boolean closes = token.equals(")");
      if (operandExpected == (operator || closes)) {
        return false;
      }
      depth += token.equals("(") ? 1 : closes ? -1 : 0;
      if (depth < 0) {
        return false;
      }
      operandExpected = operator || token.equals("(");
    }
    return depth == 0 && !operandExpected;
  }

  private static boolean areKnown(List<String> tokens) {
    String before = "";
    for (String token : tokens) {
      boolean identifier = !OPERATORS.contains(token) && !token.equals("(") && !token.equals(")");
      if (identifier && !(before.equals("with") ? isException(token) : isLicense(token))) {
        return false;
      }
      before = token;
    }
    return true;
  }

  private static boolean isException(String token) {
    return EXCEPTIONS.contains(token);
  }

  private static boolean isLicense(String token) {
    String id = token.endsWith("+") ? token.substring(0, token.length() - 1) : token;
    return id.startsWith("licenseref-") ? REFERENCE.matcher(id).matches() : LICENSES.contains(id);
  }
}
