package dev.trustedpublishing.cli.demo;

import java.util.regex.Pattern;

/**
 * Text as a POSIX shell reads it back: bare where nothing in it means anything to a shell, else in
 * single quotes.
 *
 * @param text the text, quoted where needed
 */
record ShellQuoted(String text) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+,=-]+");

  static ShellQuoted of(String raw) {
    boolean plain = PLAIN.matcher(raw).matches();
    return new ShellQuoted(plain ? raw : "'" + raw.replace("'", "'\\''") + "'");
  }

  @Override
  public String toString() {
    return text;
  }
}
