package dev.trustedpublishing.core.settings;

import dev.trustedpublishing.api.ErrorCode;
import dev.trustedpublishing.api.Problem;
import dev.trustedpublishing.api.Stage;
import dev.trustedpublishing.api.TrustedPublishingException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words with the quotes of a POSIX shell, and without the rest of a shell: a
 * character that a shell would act on must be quoted, so that nobody takes the command for more
 * than a program and its arguments.
 */
final class CommandWords {
  private static final String OF_THE_SHELL = "|&;<>()$`";

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int next;

  private CommandWords(String text) {
    this.text = text;
  }

  static List<String> split(String text) {
    return new CommandWords(text).parsed();
  }

  private List<String> parsed() {
    while (next < text.length()) {
      char c = text.charAt(next++);
      if (Character.isWhitespace(c)) {
        end();
      } else {
        add(c);
      }
    }
    end();
    if (words.isEmpty() || words.get(0).isBlank()) {
      throw refused("no program");
    }
    return List.copyOf(words);
  }

  private void add(char c) {
    if (OF_THE_SHELL.indexOf(c) >= 0) {
      throw refused("the character " + c + " outside of quotes");
    }
    if (c == '~' && !inWord) {
      throw refused("a word that starts with ~");
    }
    inWord = true;
    switch (c) {
      case '\'' -> literal();
      case '"' -> quoted();
      case '\\' -> word.append(escaped());
      default -> word.append(c);
    }
  }

  private void literal() {
    int end = text.indexOf('\'', next);
    if (end < 0) {
      throw refused("a quote ' without its end");
    }
    word.append(text, next, end);
    next = end + 1;
  }

  private void quoted() {
    while (next < text.length()) {
      char c = text.charAt(next++);
      if (c == '"') {
        return;
      }
      if (c == '$' || c == '`') {
        throw refused("the character " + c + " in double quotes");
      }
      boolean escapes =
          c == '\\' && next < text.length() && "\"\\$`".indexOf(text.charAt(next)) >= 0;
      word.append(escapes ? escaped() : c);
    }
    throw refused("a quote \" without its end");
  }

  private char escaped() {
    if (next == text.length()) {
      throw refused("a backslash at the end");
    }
    return text.charAt(next++);
  }

  private void end() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  /** Does not repeat the command, which may contain a secret. */
  private static TrustedPublishingException refused(String found) {
    return Problem.of(
            ErrorCode.USAGE_INVALID_OPTION, "The identity command can't be split into words.")
        .found(found)
        .expected("a program and its arguments, as in: tool --audience {audience}")
        .remedy(
            "No shell reads the command. Put an argument with special characters into single"
                + " quotes. For variables or pipes, write a script and name it.")
        .toException(Stage.PLAN);
  }
}
