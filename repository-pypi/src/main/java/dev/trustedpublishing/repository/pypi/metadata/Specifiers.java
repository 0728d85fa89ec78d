package dev.trustedpublishing.repository.pypi.metadata;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of version specifiers (PEP 440): {@code >=3.9,!=3.10.*}. */
public final class Specifiers {
  private static final Pattern CLAUSE = Pattern.compile("(~=|===|==|!=|<=|>=|<|>)\\s*+(\\S++)");

  private Specifiers() {}

  /**
   * Returns whether a text is a list of clauses between commas; it may be empty.
   *
   * @param text the text
   * @return true if every clause is right
   */
  public static boolean areValid(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(clause -> !clause.isEmpty())
        .allMatch(Specifiers::isClause);
  }

  private static boolean isClause(String clause) {
    Matcher form = CLAUSE.matcher(clause);
    return form.matches() && mayFollow(form.group(1), form.group(2));
  }

  private static boolean mayFollow(String operator, String version) {
    Optional<PythonVersion> parsed = PythonVersion.parse(version);
    Optional<PythonVersion> published = parsed.filter(v -> !v.isLocal());
    return switch (operator) {
      case "===" -> version.chars().noneMatch(c -> c == ';' || c == ')');
      case "==", "!=" -> parsed.isPresent() || isPrefix(version);
      case "~=" -> published.filter(v -> v.release().size() >= 2).isPresent();
      default -> published.isPresent();
    };
  }

  private static boolean isPrefix(String version) {
    return version.endsWith(".*")
        && PythonVersion.parse(version.substring(0, version.length() - 2))
            .filter(v -> !v.isLocal() && v.dev().isEmpty())
            .isPresent();
  }
}
