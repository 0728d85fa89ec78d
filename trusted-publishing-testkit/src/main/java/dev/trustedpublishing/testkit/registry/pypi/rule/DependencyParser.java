package dev.trustedpublishing.testkit.registry.pypi.rule;

import dev.trustedpublishing.testkit.registry.pypi.rule.DependencySpecifier.SyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

// Second opinion: it must not share the mistakes of the client's grammar.
/**
 * Reads dependencies by the grammar of packaging 26.2, and reports errors with its messages. Not
 * thread-safe; each instance reads one text once.
 */
final class DependencyParser {

  // (?U): the end of a word is where Python sees it. Java 19 and newer look at ASCII only.
  private static final Pattern BLANKS = Pattern.compile("[ \\t]+");
  private static final Pattern IDENTIFIER = Pattern.compile("(?U)\\b[a-zA-Z0-9][a-zA-Z0-9._-]*\\b");
  private static final Pattern ADDRESS = Pattern.compile("[^ \\t]+");
  private static final Pattern SPECIFIER =
      Pattern.compile(VersionSpecifiers.ONE, Pattern.CASE_INSENSITIVE);
  private static final Pattern WILDCARD = Pattern.compile("\\.\\*");
  private static final Pattern LOCAL = Pattern.compile("\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*");
  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");
  private static final Pattern VARIABLE =
      Pattern.compile(
          "(?U)\\b(?:python_version|python_full_version|os[._]name|sys[._]platform"
              + "|platform_(?:release|system)"
              + "|platform[._](?:version|machine|python_implementation)"
              + "|python_implementation|implementation_(?:name|version)|extras?"
              + "|dependency_groups)\\b");
  private static final Pattern COMPARISON = Pattern.compile("===|==|~=|!=|<=|>=|<|>");
  private static final Pattern LOGICAL = Pattern.compile("(?U)\\b(?:or|and)\\b");
  private static final Pattern IN = Pattern.compile("(?U)\\bin\\b");
  private static final Pattern NOT = Pattern.compile("(?U)\\bnot\\b");

  private final String text;
  private int position;

  DependencyParser(String text) {
    this.text = text;
  }

  DependencySpecifier parse() throws SyntaxException {
    skipBlanks();
    String name = require(IDENTIFIER, "package name at the start of dependency specifier");
    skipBlanks();
    List<String> extras = extras();
    skipBlanks();
    Optional<String> url = Optional.empty();
    String marker;
    if (take("@")) {
      skipBlanks();
      int start = position;
      url = Optional.of(require(ADDRESS, "URL after @"));
      marker = markerAfterUrl(start);
    } else {
      int start = position;
      boolean any = specifiers();
      skipBlanks();
      marker =
          atEnd()
              ? ""
              : marker(
                  start,
                  any
                      ? "comma (within version specifier), semicolon (after version specifier)"
                      : "semicolon (after name with no version specifier)");
    }
    if (!atEnd()) {
      throw error("Expected end of dependency specifier", position);
    }
    return new DependencySpecifier(name, extras, url, marker);
  }

  private String markerAfterUrl(int start) throws SyntaxException {
    if (atEnd()) {
      return "";
    }
    require(BLANKS, "whitespace after URL");
    return atEnd() ? "" : marker(start, "semicolon (after URL and whitespace)");
  }

  private List<String> extras() throws SyntaxException {
    List<String> extras = new ArrayList<>();
    int open = position;
    if (!take("[")) {
      return extras;
    }
    skipBlanks();
    Optional<String> first = take(IDENTIFIER);
    if (first.isPresent()) {
      extras.add(first.get());
      skipBlanks();
      while (true) {
        if (find(IDENTIFIER).isPresent()) {
          throw error("Expected comma between extra names", position);
        }
        if (!take(",")) {
          break;
        }
        skipBlanks();
        extras.add(require(IDENTIFIER, "extra name after comma"));
        skipBlanks();
      }
    }
    close("]", open, "RIGHT_BRACKET for LEFT_BRACKET, after extras");
    return extras;
  }

  private boolean specifiers() throws SyntaxException {
    int open = position;
    boolean enclosed = take("(");
    skipBlanks();
    boolean any = false;
    int start = position;
    while (take(SPECIFIER).isPresent()) {
      any = true;
      if (find(WILDCARD).isPresent()) {
        throw error(".* suffix can only be used with `==` or `!=` operators", start, position + 1);
      }
      if (find(LOCAL).isPresent()) {
        throw error("Local version label can only be used with `==` or `!=` operators", start);
      }
      skipBlanks();
      if (!take(",")) {
        break;
      }
      skipBlanks();
      start = position;
    }
    skipBlanks();
    if (enclosed) {
      close(")", open, "RIGHT_PARENTHESIS for LEFT_PARENTHESIS, after version specifier");
    }
    return any;
  }

  private String marker(int start, String expected) throws SyntaxException {
    if (!take(";")) {
      throw error("Expected " + expected + " or end", start);
    }
    List<String> marker = marker();
    skipBlanks();
    return String.join(" ", marker);
  }

  private List<String> marker() throws SyntaxException {
    List<List<String>> operands = new ArrayList<>();
    List<String> operators = new ArrayList<>();
    operands.add(operand());
    for (Optional<String> next = take(LOGICAL); next.isPresent(); next = take(LOGICAL)) {
      operators.add(next.get());
      operands.add(operand());
    }
    if (operators.isEmpty()) {
      return operands.get(0);
    }
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      if (i > 0) {
        joined.add(operators.get(i - 1));
      }
      List<String> operand = operands.get(i);
      joined.add(operand.size() == 1 ? operand.get(0) : "(" + String.join(" ", operand) + ")");
    }
    return joined;
  }

  private List<String> operand() throws SyntaxException {
    skipBlanks();
    int open = position;
    List<String> operand;
    if (take("(")) {
      skipBlanks();
      operand = marker();
      skipBlanks();
      close(")", open, "RIGHT_PARENTHESIS for LEFT_PARENTHESIS, after marker expression");
    } else {
      operand = List.of(comparison());
    }
    skipBlanks();
    return operand;
  }

  private String comparison() throws SyntaxException {
    String left = value();
    skipBlanks();
    String operator = operator();
    skipBlanks();
    return left + " " + operator + " " + value();
  }

  private String value() throws SyntaxException {
    Optional<String> variable = take(VARIABLE);
    if (variable.isPresent()) {
      String name = variable.get().replace('.', '_');
      return name.equals("python_implementation") ? "platform_python_implementation" : name;
    }
    String quoted =
        take(QUOTED)
            .orElseThrow(() -> error("Expected a marker variable or quoted string", position));
    return '"' + quoted.substring(1, quoted.length() - 1) + '"';
  }

  private String operator() throws SyntaxException {
    if (take(IN).isPresent()) {
      return "in";
    }
    if (take(NOT).isPresent()) {
      require(BLANKS, "whitespace after 'not'");
      require(IN, "'in' after 'not'");
      return "not in";
    }
    return take(COMPARISON)
        .orElseThrow(() ->
            error(
                "Expected marker operator, one of <=, <, !=, ==, >=, >, ~=, ===, in, not in",
                position));
  }

  private void close(String bracket, int open, String what) throws SyntaxException {
    if (!take(bracket)) {
      throw error("Expected matching " + what, open);
    }
  }

  private String require(Pattern token, String expected) throws SyntaxException {
    return take(token).orElseThrow(() -> error("Expected " + expected, position));
  }

  private void skipBlanks() {
    take(BLANKS);
  }

  private Optional<String> take(Pattern token) {
    Optional<String> found = find(token);
    position += found.orElse("").length();
    return found;
  }

  private Optional<String> find(Pattern token) {
    Matcher matcher = token.matcher(text).region(position, text.length());
    return matcher.useTransparentBounds(true).lookingAt()
        ? Optional.of(matcher.group())
        : Optional.empty();
  }

  private boolean take(String character) {
    boolean next = isNext(character);
    position += next ? 1 : 0;
    return next;
  }

  private boolean isNext(String character) {
    return text.startsWith(character, position);
  }

  /** A line break at the very end belongs to the end, as everywhere in Python. */
  private boolean atEnd() {
    return position == text.length()
        || (position == text.length() - 1 && text.charAt(position) == '\n');
  }

  private SyntaxException error(String message, int start) {
    return error(message, start, position);
  }

  private SyntaxException error(String message, int start, int end) {
    String arrow = " ".repeat(start) + "~".repeat(end - start) + "^";
    return new SyntaxException(message + "\n    " + text + "\n    " + arrow);
  }
}
