package dev.trustedpublishing.testkit.registry.pypi.model;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Writes values as Python's {@code repr} does, because the registry's messages quote them in that
 * form. Stateless, thread-safe.
 */
public final class Repr {

  private Repr() {}

  /**
   * Quotes a string.
   *
   * @param text the string
   * @return the string as Python prints it
   */
  public static String of(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder quoted = new StringBuilder().append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\\' -> quoted.append("\\\\");
        default -> {
          boolean control = c < ' ' || (c >= 0x7F && c < 0xA0);
          quoted.append(control ? String.format("\\x%02x", (int) c) : c == quote ? "\\" + c : c);
        }
      }
    }
    return quoted.append(quote).toString();
  }

  /**
   * Quotes each string of a list.
   *
   * @param texts the strings
   * @return the list as Python prints it
   */
  public static String of(Collection<String> texts) {
    return texts.stream().map(Repr::of).collect(Collectors.joining(", ", "[", "]"));
  }
}
