package dev.trustedpublishing.repository.pypi.metadata;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One requirement (PEP 508): {@code requests[socks] (>=2.8) ; python_version < "3.9"}. Only what a
 * registry uses is kept; the rest is only checked.
 *
 * @param name the name of the required project
 * @param isDirect whether it is required from an address ({@code name @ https://...}) instead of an
 *     index
 */
public record Requirement(String name, boolean isDirect) {

  /** A text is not a requirement; the message contains what is missing and where. */
  public static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private SyntaxException(String message) {
      super(message);
    }
  }

  /**
   * Reads a requirement.
   *
   * @param text the requirement
   * @return the requirement
   * @throws SyntaxException if it is not a requirement
   */
  public static Requirement parse(String text) throws SyntaxException {
    return new Parser(text).requirement();
  }

  /** Reads from left to right; every method leaves the position after what it has read. */
  private static final class Parser {
    private static final Pattern SPACE = Pattern.compile("[ \\t]*+");
    private static final Pattern NAME =
        Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?");
    private static final Pattern URL = Pattern.compile("[^ \\t]++");
    private static final Pattern CLAUSE =
        Pattern.compile("(?:~=|===|==|!=|<=|>=|<|>)[ \\t]*+[^ \\t,;()]++");
    // (?U): the end of a word is where Python sees it. Java 19 and newer look at ASCII only.
    private static final Pattern OPERATOR =
        Pattern.compile("(?U)~=|===|==|!=|<=|>=|<|>|in\\b|not[ \\t]+in\\b");
    private static final Pattern AND_OR = Pattern.compile("(?U)(?:and|or)\\b");
    private static final Pattern OPERAND =
        Pattern.compile(
            "(?U)'[^']*+'|\"[^\"]*+\"|(?:python_version|python_full_version|os[._]name|sys[._]platform"
                + "|platform_release|platform_system|platform[._]version|platform[._]machine"
                + "|platform[._]python_implementation|python_implementation|implementation_name"
                + "|implementation_version|extras?|dependency_groups)\\b");

    /** Limits recursion to prevent a stack overflow. */
    private static final int MAX_DEPTH = 50;

    private final String text;
    private int position;

    Parser(String text) {
      this.text = text;
    }

    Requirement requirement() throws SyntaxException {
      space();
      String name = expect(NAME, "the name of a project");
      space();
      extras();
      boolean direct = take("@");
      if (direct) {
        space();
        expect(URL, "a URL behind '@'");
      } else {
        versions();
      }
      space();
      if (take(";")) {
        marker(0);
      }
      space();
      if (position < text.length()) {
        throw fault("the end, or ';' and a marker");
      }
      return new Requirement(name, direct);
    }

    private void extras() throws SyntaxException {
      if (take("[")) {
        space();
        if (!take("]")) {
          do {
            space();
            expect(NAME, "the name of an extra");
            space();
          } while (take(","));
          require("]");
        }
        space();
      }
    }

    private void versions() throws SyntaxException {
      boolean inParentheses = take("(");
      space();
      while (matches(CLAUSE)) {
        String clause = expect(CLAUSE, "a version");
        if (!Specifiers.areValid(clause)) {
          throw new SyntaxException("'" + clause + "' is not a version specifier");
        }
        space();
        if (!take(",")) {
          break;
        }
        space();
      }
      if (inParentheses) {
        require(")");
      }
    }

    private void marker(int depth) throws SyntaxException {
      if (depth > MAX_DEPTH) {
        throw new SyntaxException("it has more than " + MAX_DEPTH + " levels of parentheses");
      }
      do {
        space();
        if (take("(")) {
          marker(depth + 1);
          require(")");
        } else {
          comparison();
        }
        space();
      } while (takeMatch(AND_OR));
    }

    private void comparison() throws SyntaxException {
      expect(OPERAND, "a marker variable or a quoted text");
      space();
      expect(OPERATOR, "a comparison");
      space();
      expect(OPERAND, "a marker variable or a quoted text");
    }

    private void space() {
      takeMatch(SPACE);
    }

    private boolean take(String token) {
      boolean there = text.startsWith(token, position);
      position += there ? token.length() : 0;
      return there;
    }

    private void require(String token) throws SyntaxException {
      if (!take(token)) {
        throw fault("'" + token + "'");
      }
    }

    private boolean matches(Pattern pattern) {
      return matcher(pattern).lookingAt();
    }

    private boolean takeMatch(Pattern pattern) {
      Matcher matcher = matcher(pattern);
      boolean there = matcher.lookingAt();
      position = there ? matcher.end() : position;
      return there;
    }

    private String expect(Pattern pattern, String expected) throws SyntaxException {
      int start = position;
      if (!takeMatch(pattern)) {
        throw fault(expected);
      }
      return text.substring(start, position);
    }

    private Matcher matcher(Pattern pattern) {
      return pattern.matcher(text).region(position, text.length());
    }

    private SyntaxException fault(String expected) {
      return new SyntaxException(
          "at character " + (position + 1) + ", " + expected + " is missing");
    }
  }
}
